package cpu

import (
	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// plan is how 3x3 convolutions on a board are cut into Winograd's tiles; see kernel.Transform.
type plan struct {
	layout
	m            int // a tile has m·m results
	down, across int // tiles of a board

	toPoints []float32 // [points + slack, 9]: the nine weights of a filter times this are its points
}

// newPlan chooses the m that takes the fewest multiplications for a board: 3 for 9x9 (3.24 times fewer than
// without tiles), 4 for 19x19 (3.61 times). It looks at nothing else, so that runs repeat.
func newPlan(height, width int) plan {
	best := plan{}
	for _, m := range []int{3, 4} {
		p := plan{m: m, down: (height + m - 1) / m, across: (width + m - 1) / m}
		// The last tiles reach beyond the board, down to line down·m: those are zeros too.
		p.layout = layout{height: height, width: width, gap: p.down*m - height + 1}
		if best.m == 0 || p.multiplications() < best.multiplications() {
			best = p
		}
	}
	best.toPoints = filterTransform(best.m)
	return best
}

// filterTransform returns G⊗G: point (i, j) takes weight (ky, kx) times G[i][ky]·G[j][kx].
func filterTransform(m int) []float32 {
	g := kernel.Filter(m)
	n := m + 2
	t := make([]float32, (n*n+kernel.RowSlack)*9)
	for i := range n * n * 9 {
		point, tap := i/9, i%9
		t[i] = float32(g[point/n][tap/3] * g[point%n][tap%3])
	}
	return t
}

func (p plan) points() int { return (p.m + 2) * (p.m + 2) }

func (p plan) tiles() int { return p.down * p.across }

func (p plan) multiplications() int { return p.tiles() * p.points() }

// Every buffer has, after its boards and some rows of zeros that the last tiles reach, one row that nobody
// reads.
func (p plan) wasteRow(boards int) int { return boards*p.boardRows() + p.m + 2 }

// newRows makes a buffer for some boards.
func (p plan) newRows(boards, stride int) rows {
	before := p.width + 2
	n := before + p.wasteRow(boards) + 1 + kernel.RowSlack
	return rows{data: make([]float32, n*stride), stride: stride, first: before * stride}
}

// tiles lists rows of the tiles of some boards, for kernel.Transform.
type tiles struct {
	corners []int32 // of each tile's first input: a line above and a column left of its first result
	results []int32 // of each tile's m·m results; for those off the board the row that nobody reads
	sources []int32 // the same, but for those off the board a row of zeros
	sizes   []net.Size
}

func (p plan) newTiles(boards int) tiles {
	n := boards * p.tiles()
	t := tiles{make([]int32, n), make([]int32, n*p.m*p.m), make([]int32, n*p.m*p.m), make([]net.Size, boards)}
	for b := range boards {
		for i := range p.tiles() {
			t.corners[b*p.tiles()+i] = int32(p.cell(b, i/p.across*p.m-1, i%p.across*p.m-1))
		}
		t.set(p, b, net.Size{Height: p.height, Width: p.width})
	}
	return t
}

// cell returns the row of a cell.
func (p plan) cell(board, y, x int) int { return board*p.boardRows() + y*(p.width+1) + x }

// set makes place b one for a board of the given size, and reports whether it was for another before: its
// rows are then to be cleared.
func (t *tiles) set(p plan, b int, size net.Size) bool {
	if t.sizes[b] == size {
		return false
	}
	t.sizes[b] = size
	waste, zeros := p.wasteRow(len(t.sizes)), p.cell(b, 0, p.width)
	mm := p.m * p.m
	for i := range p.tiles() * mm {
		tile := i / mm
		y, x := tile/p.across*p.m+i%mm/p.m, tile%p.across*p.m+i%p.m
		at := b*p.tiles()*mm + i
		if y < size.Height && x < size.Width {
			t.results[at] = int32(p.cell(b, y, x))
			t.sources[at] = t.results[at]
		} else {
			t.results[at], t.sources[at] = int32(waste), int32(zeros)
		}
	}
	return true
}

// The transformed boards of a block take at most blockBytes of a core's second-level cache; the rest is for activations
// and weights. Where a layer's weights leave no room for that, each block reads them from further away, and has at
// least blockTiles tiles to use them for.
const (
	blockBytes = 256 << 10
	blockTiles = 36
)

// blockOf returns how many boards of some channels are convolved together. It changes how fast that is, and no result.
func (p plan) blockOf(channels int) int {
	points := 2 * 4 * p.multiplications() * channels
	weights := 4 * p.points() * channels * channels
	boards := blockBytes / points
	if weights+blockBytes > kernel.SecondLevelCache() {
		boards = max(boards, (blockTiles+p.tiles()-1)/p.tiles())
	}
	return max(1, boards)
}

// workspace is what convolutions need beside rows: the points of a block of boards.
type workspace struct {
	plan
	block   int // boards that are convolved together
	in, out []float32
	narrow  []uint16 // a point of the block in 16 bits
	zeros   []float32
	share   share
}

// newWorkspace makes room for convolutions of up to some boards and channels.
func newWorkspace(p plan, boards, channels int) *workspace {
	w := &workspace{plan: p, block: min(boards, p.blockOf(channels)), share: share{of: 1}}
	n := p.multiplications()*w.block*channels + kernel.RowSlack*channels
	w.in, w.out, w.zeros = make([]float32, n), make([]float32, n), make([]float32, channels)
	w.narrow = make([]uint16, (p.tiles()*w.block+kernel.RowSlack)*channels)
	return w
}

// share is a member's part of what a team computes: of each convolution some tiles, or in 8 bits some lines, with all their channels, for which
// it reads what others have written around them. Members meet before each convolution, and so need not wait for each
// other after it: what one writes next is not what another may still read. A goroutine alone is a team of one.
type share struct {
	member, of int
	meeting    *barrier
}

// meet waits for the other members.
func (s share) meet() {
	if s.meeting != nil {
		s.meeting.wait()
	}
}

// part returns the member's part of n things.
func (s share) part(n int) (first, end int) { return n * s.member / s.of, n * (s.member + 1) / s.of }

// filter is the weights of a 3x3 convolution, transformed: a matrix for each point, in panels.
type filter struct {
	in, out int // channels; out is a multiple of kernel.Cols
	data    []float32
	bias    []float32 // [out]; nil: zeros
	scratch []float32 // [9 + points + slack, out] for pack

	// Where data is nil, one of these stands for it.
	narrow *narrow
	direct *direct // of all convolutions of a trunk but the first, or of none
}

// newFilter makes room for a filter.
func newFilter(p plan, in, out int) filter {
	out = kernel.Up(out, kernel.Cols)
	return filter{in: in, out: out, data: make([]float32, p.points()*in*out), scratch: make([]float32, (9+p.points()+kernel.RowSlack)*out)}
}

// panel returns the weights [in, kernel.Cols] of a point and the output channels from col on.
func (f *filter) panel(point, col int) []float32 {
	return f.data[(point*f.out+col)*f.in:]
}

// pack transforms weights: the lines of output channels that line returns for a tap and an input channel.
// scale, if not nil, multiplies the output channels.
func (f *filter) pack(p plan, line func(ky, kx, ci int) []float32, scale []float32) {
	w, u := f.scratch[:9*f.out], f.scratch[9*f.out:]
	product := kernel.Product{A: &p.toPoints[0], RowStride: 9, KStride: 1, K: 9, BStride: f.out, CStride: f.out}
	for ci := range f.in {
		for tap := range 9 {
			copy(w[tap*f.out:], line(tap/3, tap%3, ci))
			for j := range scale {
				w[tap*f.out+j] *= scale[j]
			}
		}
		for col := 0; col < f.out; col += kernel.Cols {
			product.B, product.C = &w[col], &u[col]
			kernel.Multiply(&product, p.points())
			for point := range p.points() {
				copy(f.panel(point, col)[ci*kernel.Cols:][:kernel.Cols], u[point*f.out+col:])
			}
		}
	}
}

// addScaled adds s·src to dst.
func addScaled(dst, src []float32, s float32) {
	if s == 0 {
		return
	}
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] += s * v
	}
}

// boards are n boards of a buffer, from the first on.
type boards struct{ first, n int }

// view is a buffer from a board on.
type view struct {
	rows
	board int
}

func (r rows) from(b boards) view { return view{r, b.first} }

// eachBlock calls f for blocks of boards: what is done to one block is done while it is in the cache.
func (w *workspace) eachBlock(n int, f func(b boards)) {
	for from := 0; from < n; from += w.block {
		f(boards{from, min(w.block, n-from)})
	}
}

// convolve computes out = filter(in) + bias + res, or its maximum with floor, for the cells of a block of
// boards. res, which begins with the same board as out, may be out itself; its other rows, and those of out, stay
// as they are. All members of a team call it.
func (w *workspace) convolve(f *filter, t tiles, out, in view, boards int, res *rows, floor float32) {
	first, end := w.share.part(boards * w.tiles())
	w.share.meet()
	w.scatter(t, in, first, end-first)
	w.multiply(f, end-first, in.stride)
	w.gather(f, t, out, first, end-first, res, floor)
}

// scatter transforms n tiles, from the view's first on.
func (w *workspace) scatter(t tiles, in view, first, n int) {
	kernel.Scatter(&kernel.Transform{
		Rows: &in.data[in.first], Line: (w.width + 1) * in.stride, Stride: in.stride,
		Index: &t.corners[in.board*w.tiles()+first], Tiles: n, Channels: in.stride,
		Points: &w.in[0], TileStride: in.stride, PointStep: n * in.stride,
	}, w.m)
}

// multiply computes the products of all points: [tiles, in]·[in, out] each.
func (w *workspace) multiply(f *filter, tiles, stride int) {
	if f.narrow != nil {
		w.multiplyNarrow(f, tiles, stride)
		return
	}
	p := kernel.Product{RowStride: stride, KStride: 1, K: f.in, BStride: kernel.Cols, CStride: f.out}
	for point := range w.points() {
		p.A = &w.in[point*tiles*stride]
		for col := 0; col < f.out; col += kernel.Cols {
			p.B = &f.panel(point, col)[0]
			p.C = &w.out[point*tiles*f.out+col]
			kernel.Multiply(&p, tiles)
		}
	}
}

// gather takes the points of n tiles, from the view's first on, to cells.
func (w *workspace) gather(f *filter, t tiles, out view, first, n int, res *rows, floor float32) {
	gather := kernel.Transform{
		Rows: &out.data[out.first], Stride: out.stride,
		Index: &t.results[(out.board*w.tiles()+first)*w.m*w.m], Tiles: n, Channels: f.out,
		Points: &w.out[0], TileStride: f.out, PointStep: n * f.out,
		Bias: &w.zeros[0], Res: &w.zeros[0], Floor: floor,
	}
	if f.bias != nil {
		gather.Bias = &f.bias[0]
	}
	if res != nil {
		gather.Res, gather.ResStride = &res.data[res.first], res.stride
	}
	kernel.Gather(&gather, w.m)
}

// gradientStride is the distance between two points in a gradient of in·out weights.
func gradientStride(in, out int) int { return (in + kernel.RowSlack) * out }

// correlate computes du [points, in + slack, out], the gradient of a transformed filter, or adds to it, from the
// rows that the convolution read and the gradient of those that it wrote: for each point, tilesᵀ·tiles.
func (w *workspace) correlate(du []float32, t tiles, in, grad view, channels, boards int, add bool) {
	n := boards * w.tiles()
	w.scatter(t, in, 0, n)
	kernel.Spread(&kernel.Transform{
		Rows: &grad.data[grad.first], Stride: grad.stride,
		Index: &t.sources[grad.board*w.tiles()*w.m*w.m], Tiles: n, Channels: grad.stride,
		Points: &w.out[0], TileStride: grad.stride, PointStep: n * grad.stride,
	}, w.m)
	p := kernel.Product{RowStride: 1, KStride: in.stride, K: n, BStride: grad.stride, CStride: grad.stride}
	if add {
		p.Add = 1
	}
	for point := range w.points() {
		p.A = &w.in[point*n*in.stride]
		for col := 0; col < grad.stride; col += kernel.Cols {
			p.B = &w.out[point*n*grad.stride+col]
			p.C = &du[point*gradientStride(channels, grad.stride)+col]
			kernel.Multiply(&p, channels)
		}
	}
}

// gradient computes the gradient of weights [3, 3, in, out] from that of the transformed ones, Gᵀ·du·G: the sum
// over pieces of du. line returns where a tap's and an input channel's line stands; out is the channels that du has
// room for, scratch [9 + slack, out].
func (p plan) gradient(line func(ky, kx, ci int) []float32, du [][]float32, scratch []float32, in, out int) {
	product := kernel.Product{
		A: &p.toPoints[0], RowStride: 1, KStride: 9, K: p.points(),
		BStride: gradientStride(in, out), CStride: out,
	}
	for ci := range in {
		for i, piece := range du {
			product.Add = min(i, 1)
			for col := 0; col < out; col += kernel.Cols {
				product.B, product.C = &piece[ci*out+col], &scratch[col]
				kernel.Multiply(&product, 9)
			}
		}
		for tap := range 9 {
			copy(line(tap/3, tap%3, ci), scratch[tap*out:])
		}
	}
}
