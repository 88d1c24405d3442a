// The tower of AlphaGo Zero's network on oneDNN: convolution, then blocks of two convolutions, batch
// normalisation folded, no heads; and the three passes of learning of its convolutions.
//
//   onednn MODE BLOCKS CHANNELS SIZE BATCH     prints one number: evaluations or samples a second
//
// It exits with 3 where oneDNN has no fast way to do that on this CPU.
//
// MODE: direct, winograd, bfloat16, int8, int8_winograd (evaluation), train (float32). Threads: OMP_NUM_THREADS.
//
// It is written for oneDNN 2, Debian's: 3.2 and 3.13 take the same time or a little more for what both have, and have no Winograd for CPUs.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <oneapi/dnnl/dnnl.hpp>
#include <string>
#include <unordered_map>
#include <vector>

using namespace dnnl;
using type = memory::data_type;
using layout = memory::format_tag;

static const int planes = 17;
static engine cpu(engine::kind::cpu, 0);
static stream queue(cpu);

// Small numbers, so that sums over many layers stay finite.
static memory filled(const memory::desc &d) {
    memory m(d, cpu);
    auto *bytes = static_cast<unsigned char *>(m.get_data_handle());
    const size_t n = d.get_size();
    const auto number = [] { return float(rand() % 2001 - 1000) * 2e-5f; };
    if (d.data_type() == type::f32) {
        for (size_t i = 0; i < n / 4; i++) reinterpret_cast<float *>(bytes)[i] = number();
    } else if (d.data_type() == type::bf16) {
        for (size_t i = 0; i < n / 2; i++) {
            const float v = number();
            unsigned bits;
            memcpy(&bits, &v, 4);
            reinterpret_cast<unsigned short *>(bytes)[i] = bits >> 16;
        }
    } else {
        for (size_t i = 0; i < n; i++) bytes[i] = rand() % 5;
    }
    return m;
}

struct call {
    primitive what;
    std::unordered_map<int, memory> with;
};

// Best of five measurements of a quarter of a second, in items a second: others on the machine only slow it.
static double rate(int items, const std::function<void()> &once) {
    using clock = std::chrono::steady_clock;
    once();
    double best = 0;
    for (int round = 0; round < 5; round++) {
        const auto start = clock::now();
        int n = 0;
        double seconds;
        do {
            once();
            n++;
            seconds = std::chrono::duration<double>(clock::now() - start).count();
        } while (seconds < 0.25);
        best = std::max(best, items * n / seconds);
    }
    return best;
}

struct missing {};

static double evaluate(algorithm how, type data, type weights, int blocks, int channels, int size, int batch) {
    const auto conv = [&](int in, algorithm how, const memory::desc &src, const memory::desc &dst, bool residual) {
        primitive_attr attr;
        post_ops after;
        if (residual) after.append_sum(1.f);
        after.append_eltwise(1.f, algorithm::eltwise_relu, 0.f, 0.f);
        attr.set_post_ops(after);
        if (data == type::u8) attr.set_output_scales(0, {1.f / (9 * in)});
        const convolution_forward::desc d(prop_kind::forward_inference, how, src,
            memory::desc({channels, in, 3, 3}, weights, layout::any),
            memory::desc({channels}, data == type::u8 ? type::s32 : type::f32, layout::a), dst, {1, 1}, {1, 1}, {1, 1});
        return convolution_forward::primitive_desc(d, attr, cpu);
    };
    const auto any = [&](int c) { return memory::desc({batch, c, size, size}, data, layout::any); };
    // The trunk's convolution chooses how its activations lie in memory; the others follow.
    const memory::desc x = conv(channels, how, any(channels), any(channels), false).src_desc();
    const auto first = conv(channels, how, x, any(channels), false);
    const memory::desc y = first.dst_desc();
    const auto second = conv(channels, how, y, x, true);
    if (strncmp(first.impl_info_str(), "ref", 3) == 0) throw missing();
    convolution_forward::primitive_desc stem;
    try {
        stem = conv(planes, how, any(planes), x, false);
    } catch (const error &) { // no Winograd for so few planes
        stem = conv(planes, algorithm::convolution_direct, any(planes), x, false);
    }
    const memory in = filled(stem.src_desc()), a = filled(x), b = filled(y);
    std::vector<call> tower;
    const auto add = [&](const convolution_forward::primitive_desc &d, const memory &src, const memory &dst) {
        memory bias(d.bias_desc(), cpu);
        memset(bias.get_data_handle(), 0, d.bias_desc().get_size());
        tower.push_back({convolution_forward(d),
            {{DNNL_ARG_SRC, src}, {DNNL_ARG_WEIGHTS, filled(d.weights_desc())}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, dst}}});
    };
    add(stem, in, a);
    for (int i = 0; i < blocks; i++) {
        add(first, a, b);
        add(second, b, a);
    }
    return rate(batch, [&] {
        for (auto &c : tower) c.what.execute(queue, c.with);
        queue.wait();
    });
}

// Forward, gradient of the input and gradient of the weights of every convolution, nothing else.
static double train(int blocks, int channels, int size, int batch) {
    const auto how = algorithm::convolution_direct;
    const auto any = [&](int c) { return memory::desc({batch, c, size, size}, type::f32, layout::any); };
    const auto kernel = [&](int c) { return memory::desc({channels, c, 3, 3}, type::f32, layout::any); };
    const auto forward = [&](int c) {
        return convolution_forward::primitive_desc(
            {prop_kind::forward_training, how, any(c), kernel(c), any(channels), {1, 1}, {1, 1}, {1, 1}}, cpu);
    };
    const auto toWeights = [&](int c, const convolution_forward::primitive_desc &f) {
        return convolution_backward_weights::primitive_desc({how, any(c), kernel(c), any(channels), {1, 1}, {1, 1}, {1, 1}}, cpu, f);
    };
    const auto f = forward(channels), stem = forward(planes);
    const convolution_backward_data::primitive_desc toInput(
        {how, any(channels), kernel(channels), any(channels), {1, 1}, {1, 1}, {1, 1}}, cpu, f);
    const auto w = toWeights(channels, f), stemW = toWeights(planes, stem);
    const memory in = filled(stem.src_desc()), kernels = filled(f.weights_desc()), back = filled(toInput.weights_desc());
    const memory stemKernels = filled(stem.weights_desc());
    std::vector<memory> x;
    for (int i = 0; i <= 2 * blocks; i++) x.push_back(filled(f.dst_desc()));
    const memory dy = filled(toInput.diff_dst_desc()), dx = filled(toInput.diff_src_desc());
    const memory dw = filled(w.diff_weights_desc()), dwStem = filled(stemW.diff_weights_desc());
    std::vector<call> step{{convolution_forward(stem), {{DNNL_ARG_SRC, in}, {DNNL_ARG_WEIGHTS, stemKernels}, {DNNL_ARG_DST, x[0]}}}};
    for (int i = 0; i < 2 * blocks; i++)
        step.push_back({convolution_forward(f), {{DNNL_ARG_SRC, x[i]}, {DNNL_ARG_WEIGHTS, kernels}, {DNNL_ARG_DST, x[i + 1]}}});
    for (int i = 2 * blocks - 1; i >= 0; i--) {
        step.push_back({convolution_backward_weights(w), {{DNNL_ARG_SRC, x[i]}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_WEIGHTS, dw}}});
        step.push_back({convolution_backward_data(toInput), {{DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_WEIGHTS, back}, {DNNL_ARG_DIFF_SRC, dx}}});
    }
    step.push_back({convolution_backward_weights(stemW), {{DNNL_ARG_SRC, in}, {DNNL_ARG_DIFF_DST, dy}, {DNNL_ARG_DIFF_WEIGHTS, dwStem}}});
    return rate(batch, [&] {
        for (auto &c : step) c.what.execute(queue, c.with);
        queue.wait();
    });
}

int main(int argc, char **argv) {
    if (argc != 6) {
        fprintf(stderr, "usage: onednn direct|winograd|bfloat16|int8|int8_winograd|train BLOCKS CHANNELS SIZE BATCH\n");
        return 2;
    }
    const std::string mode = argv[1];
    const int blocks = atoi(argv[2]), channels = atoi(argv[3]), size = atoi(argv[4]), batch = atoi(argv[5]);
    const auto direct = algorithm::convolution_direct, winograd = algorithm::convolution_winograd;
    double r;
    try {
        if (mode == "direct") r = evaluate(direct, type::f32, type::f32, blocks, channels, size, batch);
        else if (mode == "winograd") r = evaluate(winograd, type::f32, type::f32, blocks, channels, size, batch);
        else if (mode == "bfloat16") r = evaluate(direct, type::bf16, type::bf16, blocks, channels, size, batch);
        else if (mode == "int8") r = evaluate(direct, type::u8, type::s8, blocks, channels, size, batch);
        else if (mode == "int8_winograd") r = evaluate(winograd, type::u8, type::s8, blocks, channels, size, batch);
        else if (mode == "train") r = train(blocks, channels, size, batch);
        else return fprintf(stderr, "unknown mode %s\n", mode.c_str()), 2;
    } catch (const missing &) {
        return 3;
    } catch (const error &e) {
        if (e.status == dnnl_unimplemented) return 3;
        throw;
    }
    printf("%.1f\n", r);
}
