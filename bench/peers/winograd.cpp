// The tower of AlphaGo Zero's network, float32, in C++ with vectors of the compiler's: what the machine can do when a compiler
// schedules the instructions. Winograd F(3x3,3x3) where the side is a multiple of 3, else F(4x4,3x3); one matrix product
// per point; bias, residual and ReLU within the output transform; heads left out.
//
//   winograd BLOCKS CHANNELS SIZE BATCH THREADS     prints one number: evaluations a second
//
// Each thread has a batch of its own. The best of several numbers of boards convolved together counts.
#include <sys/mman.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

// A product is computed in tiles of at most MOST rows and two vectors, which is what registers hold.
#ifdef __AVX512F__
static const int LANES = 16, MOST = 14;
#else
static const int LANES = 8, MOST = 6;
#endif
typedef float vec __attribute__((vector_size(4 * LANES)));
static const int PANEL = 2 * LANES; // columns of a panel of weights
static const int PLANES = 32;       // 17, rounded up to panels

// Zeroed, in huge pages, never freed: the program ends with its one measurement.
static float *floats(size_t n) {
    const size_t huge = 2 << 20, bytes = (n * sizeof(float) + huge - 1) / huge * huge;
    void *p = aligned_alloc(huge, bytes);
    madvise(p, bytes, MADV_HUGEPAGE);
    memset(p, 0, bytes);
    return static_cast<float *>(p);
}

#define INLINE static inline __attribute__((always_inline))
INLINE vec all(float x) { return x - vec{}; }
INLINE vec fma(float c, vec a, vec b) { return c * a + b; }
INLINE vec load(const float *p) { return *reinterpret_cast<const vec *>(p); }
INLINE void store(float *p, vec v) { *reinterpret_cast<vec *>(p) = v; }

// F(M x M, 3x3) in one dimension: input and output transforms, and the filter's matrix G.
template <int M> struct transform;

template <> struct transform<3> { // points 0, 1, -1, 2, infinity
    INLINE void in(const vec *d, vec *o) {
        const vec a = d[1] - d[3], b = d[3] - d[2], c = d[1] - d[2];
        o[0] = fma(2, d[0] - d[2], -a), o[1] = fma(-2, d[1], b), o[2] = fma(2, c, b), o[3] = a, o[4] = fma(2, a, d[4] - d[2]);
    }
    INLINE void out(const vec *m, vec *o) {
        const vec p = m[1] + m[2], q = m[1] - m[2];
        o[0] = m[0] + p + m[3], o[1] = fma(2, m[3], q), o[2] = fma(4, m[3], p) + m[4];
    }
    static constexpr double G[5][3] = {{.5, 0, 0}, {-.5, -.5, -.5}, {-1. / 6, 1. / 6, -1. / 6}, {-1. / 6, -1. / 3, -2. / 3}, {0, 0, 1}};
};

template <> struct transform<4> { // points 0, ±1/√2, ±√2, infinity
    static constexpr double R = 1.4142135623730951;
    INLINE void in(const vec *d, vec *o) {
        const float q = float(R);
        const vec a = fma(-q, d[1], all(q / 2) * d[3]), b = fma(-2, d[2], d[4]);
        const vec c = fma(q, d[3], all(-q / 2) * d[1]), e = fma(-.5f, d[2], d[4]);
        o[0] = fma(-2.5f, d[2], d[0] + d[4]), o[1] = a + b, o[2] = b - a, o[3] = c + e, o[4] = e - c, o[5] = fma(-2.5f, d[3], d[1] + d[5]);
    }
    INLINE void out(const vec *m, vec *o) {
        const float q = float(R);
        const vec p = m[1] + m[2], s = m[1] - m[2], r = m[3] + m[4], t = m[3] - m[4];
        o[0] = m[0] + p + r, o[1] = fma(q / 2, s, all(q) * t), o[2] = fma(.5f, p, r + r), o[3] = fma(q / 4, s, fma(2 * q, t, m[5]));
    }
    static constexpr double G[6][3] = {{1, 0, 0}, {-2. / 3, -R / 3, -1. / 3}, {-2. / 3, R / 3, -1. / 3}, {1. / 6, R / 6, 1. / 3}, {1. / 6, -R / 6, 1. / 3}, {0, 0, 1}};
};

// C[ROWS][PANEL] = A[ROWS][K]·B[K][PANEL], or += ; meanwhile the panel at next is fetched, if there is one.
template <int ROWS> static void __attribute__((noinline))
multiply(const float *A, size_t lda, const float *B, float *C, size_t ldc, int K, bool add, const float *next) {
    vec c0[ROWS], c1[ROWS];
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) {
        c0[i] = add ? load(C + i * ldc) : vec{};
        c1[i] = add ? load(C + i * ldc + LANES) : vec{};
    }
#pragma GCC unroll 1
    for (int k = 0; k < K; k++) {
        if (next) {
            __builtin_prefetch(next + k * PANEL);
            if (PANEL > 16) __builtin_prefetch(next + k * PANEL + 16);
        }
        const vec b0 = load(B + k * PANEL), b1 = load(B + k * PANEL + LANES);
#pragma GCC unroll 16
        for (int i = 0; i < ROWS; i++) {
            const vec a = all(A[i * lda + k]);
            c0[i] += a * b0;
            c1[i] += a * b1;
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < ROWS; i++) {
        store(C + i * ldc, c0[i]);
        store(C + i * ldc + LANES, c1[i]);
    }
}

static const int DEPTH = 128; // of a product whose weights stay in the first cache
static decltype(&multiply<1>) const kernels[] = {
    nullptr, multiply<1>, multiply<2>, multiply<3>, multiply<4>, multiply<5>, multiply<6>,
#ifdef __AVX512F__
    multiply<7>, multiply<8>, multiply<9>, multiply<10>, multiply<11>, multiply<12>, multiply<13>, multiply<14>,
#endif
};

// C[rows][N] = A[rows][K]·B, with B in panels [N/PANEL][K][PANEL].
static void product(const float *A, int K, const float *B, float *C, int N, int rows) {
    const int pieces = (rows + MOST - 1) / MOST;
    for (int k = 0; k < K; k += DEPTH) {
        const int depth = std::min(DEPTH, K - k);
        for (int n = 0; n < N; n += PANEL) {
            const float *b = B + (size_t)n * K + k * PANEL;
            for (int p = 0, r = 0; p < pieces; p++) {
                const int end = rows * (p + 1) / pieces;
                kernels[end - r](A + (size_t)r * K + k, K, b, C + (size_t)r * N + n, N, depth, k > 0, p == 0 ? b + (size_t)depth * PANEL : nullptr);
                r = end;
            }
        }
    }
}

template <int M> struct tower {
    static const int A = M + 2, X = A * A;
    using T = transform<M>;
    struct layer { int in, out; float *filter, *bias; };
    struct buffers { float *input, *x, *y, *points, *products; };
    const int blocks, channels, size, tiles, side; // side: with a border of zeros
    int together = 1;                              // boards convolved together
    std::vector<layer> layers;
    std::mt19937 random{1};

    tower(int blocks, int channels, int size)
        : blocks(blocks), channels(channels), size(size), tiles((size + M - 1) / M), side(tiles * M + 2) {
        add(PLANES);
        for (int i = 0; i < 2 * blocks; i++) add(channels);
    }

    void add(int in) {
        std::normal_distribution<float> weight(0, .5f * std::sqrt(2.f / (9 * in)));
        layer l{in, channels, floats((size_t)X * in * channels), floats(channels)};
        for (int o = 0; o < channels; o++)
            for (int i = 0; i < in; i++) {
                double g[3][3];
                for (auto &row : g)
                    for (double &w : row) w = weight(random);
                for (int a = 0; a < A; a++)
                    for (int b = 0; b < A; b++) {
                        double u = 0;
                        for (int y = 0; y < 3; y++)
                            for (int x = 0; x < 3; x++) u += T::G[a][y] * g[y][x] * T::G[b][x];
                        l.filter[(size_t)(a * A + b) * in * channels + ((size_t)(o / PANEL) * in + i) * PANEL + o % PANEL] = float(u);
                    }
            }
        layers.push_back(l);
    }

    buffers room(int boards) {
        const size_t rows = (size_t)boards * side * side, points = (size_t)8 * tiles * tiles * X * std::max(channels, PLANES);
        buffers b{floats(rows * PLANES), floats(rows * channels), floats(rows * channels), floats(points), floats(points)};
        std::normal_distribution<float> plane;
        for (int n = 0; n < boards; n++)
            for (int y = 1; y <= size; y++)
                for (int x = 1; x <= size; x++)
                    for (int c = 0; c < 17; c++) b.input[(((size_t)n * side + y) * side + x) * PLANES + c] = plane(random);
        return b;
    }

    void scatter(const layer &l, const float *in, float *points, int boards) {
        const int total = boards * tiles * tiles;
        for (int t = 0; t < total; t++) {
            const int n = t / (tiles * tiles), ty = t / tiles % tiles, tx = t % tiles;
            const float *from = in + (((size_t)n * side + ty * M) * side + tx * M) * l.in;
            for (int c = 0; c < l.in; c += LANES) {
                vec d[X];
#pragma GCC unroll 8
                for (int x = 0; x < A; x++) {
                    vec column[A], r[A];
#pragma GCC unroll 8
                    for (int y = 0; y < A; y++) column[y] = load(from + ((size_t)y * side + x) * l.in + c);
                    T::in(column, r);
#pragma GCC unroll 8
                    for (int y = 0; y < A; y++) d[y * A + x] = r[y];
                }
#pragma GCC unroll 8
                for (int y = 0; y < A; y++) {
                    vec r[A];
                    T::in(d + y * A, r);
#pragma GCC unroll 8
                    for (int x = 0; x < A; x++) store(points + ((size_t)(y * A + x) * total + t) * l.in + c, r[x]);
                }
            }
        }
    }

    void gather(const layer &l, const float *points, float *out, bool residual, int boards) {
        const int total = boards * tiles * tiles;
        for (int t = 0; t < total; t++) {
            const int n = t / (tiles * tiles), ty = t / tiles % tiles, tx = t % tiles;
            float *to = out + (((size_t)n * side + ty * M + 1) * side + tx * M + 1) * l.out;
            const int high = std::min(M, size - ty * M), wide = std::min(M, size - tx * M);
            for (int c = 0; c < l.out; c += LANES) {
                vec d[M * A];
#pragma GCC unroll 8
                for (int x = 0; x < A; x++) {
                    vec column[A], r[M];
#pragma GCC unroll 8
                    for (int y = 0; y < A; y++) column[y] = load(points + ((size_t)(y * A + x) * total + t) * l.out + c);
                    T::out(column, r);
#pragma GCC unroll 8
                    for (int y = 0; y < M; y++) d[y * A + x] = r[y];
                }
                const vec bias = load(l.bias + c);
#pragma GCC unroll 8
                for (int y = 0; y < M; y++) {
                    vec r[M];
                    T::out(d + y * A, r);
                    if (y >= high) continue;
#pragma GCC unroll 8
                    for (int x = 0; x < M; x++) {
                        if (x >= wide) continue;
                        float *p = to + ((size_t)y * side + x) * l.out + c;
                        vec z = r[x] + bias;
                        if (residual) z = z + load(p);
                        store(p, z > 0.f ? z : vec{});
                    }
                }
            }
        }
    }

    void convolve(const layer &l, const float *in, float *out, bool residual, buffers &b, int boards) {
        const size_t rows = (size_t)side * side;
        for (int first = 0; first < boards; first += together) {
            const int n = std::min(together, boards - first), total = n * tiles * tiles;
            scatter(l, in + first * rows * l.in, b.points, n);
            for (int p = 0; p < X; p++)
                product(b.points + (size_t)p * total * l.in, l.in, l.filter + (size_t)p * l.in * l.out, b.products + (size_t)p * total * l.out, l.out, total);
            gather(l, b.products, out + first * rows * l.out, residual, n);
        }
    }

    void evaluate(buffers &b, int boards) {
        convolve(layers[0], b.input, b.x, false, b, boards);
        for (int i = 0; i < blocks; i++) {
            convolve(layers[1 + 2 * i], b.x, b.y, false, b, boards);
            convolve(layers[2 + 2 * i], b.y, b.x, true, b, boards);
        }
    }

    // Best of five measurements of a quarter of a second for each number of boards.
    double rate(int batch, int threads) {
        using clock = std::chrono::steady_clock;
        std::vector<buffers> own;
        for (int t = 0; t < threads; t++) own.push_back(room(batch));
        double best = 0;
        for (int n : {1, 2, 4, 8}) {
            if (n > batch) continue;
            together = n;
            for (int round = 0; round < 5; round++) {
                std::vector<double> rates(threads);
                std::vector<std::thread> running;
                for (int t = 0; t < threads; t++)
                    running.emplace_back([&, t] {
                        evaluate(own[t], batch);
                        const auto start = clock::now();
                        int done = 0;
                        double seconds;
                        do {
                            evaluate(own[t], batch);
                            done += batch;
                            seconds = std::chrono::duration<double>(clock::now() - start).count();
                        } while (seconds < 0.25);
                        rates[t] = done / seconds;
                    });
                double sum = 0;
                for (int t = 0; t < threads; t++) running[t].join(), sum += rates[t];
                best = std::max(best, sum);
            }
        }
        return best;
    }
};

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: winograd BLOCKS CHANNELS SIZE BATCH THREADS\n");
        return 2;
    }
    const int blocks = atoi(argv[1]), channels = atoi(argv[2]), size = atoi(argv[3]), batch = atoi(argv[4]), threads = atoi(argv[5]);
    if (channels % PANEL) return fprintf(stderr, "channels: %d, want a multiple of %d\n", channels, PANEL), 2;
    const double r = size % 3 ? tower<4>(blocks, channels, size).rate(batch, threads) : tower<3>(blocks, channels, size).rate(batch, threads);
    printf("%.1f\n", r);
}
