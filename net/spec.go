package net

import (
	"errors"
	"fmt"
	"math"

	"tengen/game"
)

// BatchNormEpsilon is added to the variance in every batch normalisation.
const BatchNormEpsilon = 1e-5

// Head is the kind of the policy and value heads.
type Head string

// The heads. The weights of HeadConv's do not depend on the board size.
const (
	HeadFC   Head = "fc"   // the paper's, for one board size
	HeadConv Head = "conv" // with global pooling, after Wu 2019 (arXiv:1902.10565), section 3.3 and appendix A
)

// Spec describes the network of AlphaGo Zero (Methods, Neural network architecture): a 3x3 convolution
// with batch normalisation and ReLU, Blocks residual blocks of two such convolutions, and two heads.
//
//	fc policy: 1x1 convolution to PolicyChannels, batch norm, ReLU, dense to Actions logits
//	fc value:  1x1 convolution to ValueChannels, batch norm, ReLU, dense to ValueHidden, ReLU, dense to 1, tanh
//
// A dense layer after a convolution reads its input as [C, H, W].
//
//	conv policy: 1x1 convolutions to PolicyChannels p, and as many q, with batch norm; q with ReLU. A dense layer takes
//	             pool(q) to PolicyChannels, which are added to p at every cell; ReLU, and dense to a logit for each
//	             cell. Another takes pool(q) to the logit of passing, if there are more actions than cells
//	conv value:  1x1 convolution to ValueChannels, batch norm, ReLU, pool; from there on like fc
//
// Every PoolingEvery-th residual block pools too: the last PoolingChannels of its first convolution, after their
// ReLU, are pooled, and a dense layer takes that to what is added to its other channels before their ReLU.
//
// pool takes each channel to three numbers: its mean over the board, the mean times (√(H·W) − 14)/10, and its maximum,
// in the order [3, C] (Wu 2019, section 3.3).
type Spec struct {
	Planes, Height, Width int // input [C, H, W]
	Actions               int // policy logits; of conv heads one a cell, and perhaps one for passing
	Blocks                int // residual blocks; the paper: 19 or 39
	Channels              int // of the trunk; the paper: 256
	PoolingEvery          int // every how many blocks one pools; 0: none, as in the paper
	PoolingChannels       int // that are pooled there
	Head                  Head
	PolicyChannels        int // the paper: 2
	ValueChannels         int // the paper: 1
	ValueHidden           int // the paper: 256
}

// PoolTerms is how many numbers pool makes of a channel.
const PoolTerms = 3

// PoolScale returns the factor of pool's second number for a board.
func PoolScale(b Size) float64 { return (math.Sqrt(float64(b.Cells())) - 14) / 10 }

// Size is the size of a board. One that is smaller than its network lies in the upper left corner.
type Size struct{ Height, Width int }

// Cells returns H·W.
func (b Size) Cells() int { return b.Height * b.Width }

// PaperSpec returns AlphaGo Zero's network for g with the given trunk.
func PaperSpec(g game.Game, blocks, channels int) Spec {
	sh := g.Shape()
	return Spec{
		Planes: sh.Planes, Height: sh.Height, Width: sh.Width, Actions: g.Actions(),
		Blocks: blocks, Channels: channels,
		Head: HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 256,
	}
}

// Board returns the size of a board that fills the network.
func (s Spec) Board() Size { return Size{s.Height, s.Width} }

// Cells returns H·W.
func (s Spec) Cells() int { return s.Height * s.Width }

// Pools reports whether a residual block pools.
func (s Spec) Pools(block int) bool { return s.PoolingEvery > 0 && (block+1)%s.PoolingEvery == 0 }

// Passes reports whether conv heads have a logit that belongs to no cell.
func (s Spec) Passes() bool { return s.Actions > s.Cells() }

// InputLen returns C·H·W of one input.
func (s Spec) InputLen() int { return s.Planes * s.Cells() }

// ConvFLOPs returns the floating-point operations of the 3x3 convolutions for one position, those on the
// zeros around the board counted: what speeds in GFLOP/s are quoted by.
func (s Spec) ConvFLOPs() float64 {
	perCell := 2 * 9 * float64(s.Channels) * float64(s.Planes+2*s.Blocks*s.Channels)
	return perCell * float64(s.Cells())
}

// Validate says everything that is wrong with the Spec.
func (s Spec) Validate() error {
	var errs []error
	check := func(name string, v, min, max int) {
		if v < min || v > max {
			errs = append(errs, fmt.Errorf("network %s is %d, want %d to %d", name, v, min, max))
		}
	}
	check("planes", s.Planes, 1, 1<<10)
	check("height", s.Height, 1, 64)
	check("width", s.Width, 1, 64)
	check("actions", s.Actions, 1, 1<<16)
	check("blocks", s.Blocks, 0, 256)
	check("channels", s.Channels, 1, 4096)
	check("policy channels", s.PolicyChannels, 1, 4096)
	check("value channels", s.ValueChannels, 1, 4096)
	check("value hidden units", s.ValueHidden, 1, 1<<16)
	check("pooling every", s.PoolingEvery, 0, 256)
	if s.PoolingEvery > 0 {
		check("pooling channels", s.PoolingChannels, 1, s.Channels-1)
	}
	switch {
	case s.Head != HeadFC && s.Head != HeadConv:
		errs = append(errs, fmt.Errorf("network head is %q, want %q or %q", s.Head, HeadFC, HeadConv))
	case s.Head == HeadConv && s.Actions != s.Cells() && s.Actions != s.Cells()+1:
		errs = append(errs, fmt.Errorf("a network with %q heads has %d actions, want one for each of %d cells, and at most one more: take %q heads",
			HeadConv, s.Actions, s.Cells(), HeadFC))
	}
	return errors.Join(errs...)
}

// CheckInputs says why these cannot go through the network as a batch of n, or nil.
func (s Spec) CheckInputs(in Inputs, n int) error {
	if in.Rows == nil && len(in.Planes) != n*s.InputLen() {
		return fmt.Errorf("batch of %d has %d numbers of planes, want %d", n, len(in.Planes), n*s.InputLen())
	}
	if in.Rows != nil && len(in.Rows) != n {
		return fmt.Errorf("batch of %d has %d rows of planes", n, len(in.Rows))
	}
	for i, row := range in.Rows {
		if len(row) != s.InputLen() {
			return fmt.Errorf("row %d of %d has %d numbers of planes, want %d", i, n, len(row), s.InputLen())
		}
	}
	return s.CheckSizes(in.Sizes, n)
}

// CheckSizes says why boards of these sizes cannot go through the network in one batch of n, or nil.
func (s Spec) CheckSizes(sizes []Size, n int) error {
	if sizes == nil {
		return nil
	}
	if len(sizes) != n {
		return fmt.Errorf("batch of %d has the sizes of %d boards", n, len(sizes))
	}
	for i, b := range sizes {
		if b.Height < 1 || b.Width < 1 || b.Height > s.Height || b.Width > s.Width {
			return fmt.Errorf("board %d is %dx%d, want 1x1 to the network's %dx%d", i, b.Width, b.Height, s.Width, s.Height)
		}
		if s.Head == HeadFC && b != s.Board() {
			return fmt.Errorf("board %d is %dx%d, and a network with %q heads plays on %dx%d alone: take %q heads",
				i, b.Width, b.Height, HeadFC, s.Width, s.Height, HeadConv)
		}
	}
	return nil
}

// On returns the Spec with the same weights for boards of another size.
func (s Spec) On(b Size) (Spec, error) {
	if b == s.Board() {
		return s, nil
	}
	if s.Head != HeadConv {
		return s, fmt.Errorf("the network has %q heads and plays on %dx%d alone", s.Head, s.Width, s.Height)
	}
	s.Actions += b.Cells() - s.Cells()
	s.Height, s.Width = b.Height, b.Width
	return s, s.Validate()
}

// Fits says why a network of this Spec cannot play g, or nil.
func (s Spec) Fits(g game.Game) error {
	sh := g.Shape()
	if sh.Planes != s.Planes || sh.Height != s.Height || sh.Width != s.Width || g.Actions() != s.Actions {
		return fmt.Errorf("the network takes %d planes of %dx%d and gives %d actions, %s needs %d planes of %dx%d and %d actions",
			s.Planes, s.Width, s.Height, s.Actions, g.Params().Name, sh.Planes, sh.Width, sh.Height, g.Actions())
	}
	return nil
}

// TensorSpec names one tensor of a network.
type TensorSpec struct {
	Name  string
	Shape []int
	Kind  TensorKind
}

// Len returns the number of elements.
func (t TensorSpec) Len() int {
	n := 1
	for _, d := range t.Shape {
		n *= d
	}
	return n
}

// TensorKind says what a tensor is to the optimizer.
type TensorKind int

// The kinds of tensor. Only KindWeight decays; KindStatistic is not trained by gradient.
const (
	KindWeight    TensorKind = iota // convolution [kh, kw, Cin, Cout] or dense [in, out]
	KindBias                        // [out]
	KindGamma                       // batch norm scale [C]
	KindBeta                        // batch norm shift [C]
	KindStatistic                   // batch norm running mean and (biased) variance [C]
)

// Tensors lists the network's tensors in the order in which they stand in Weights and in files:
//
//	stem/{w, gamma, beta, mean, variance}
//	block<i>/{a, b}/{w, gamma, beta, mean, variance}        i from 0
//	block<i>/pool/w                                         after a, where the block pools
//	policy/{w, gamma, beta, mean, variance}
//	policy/dense/{w, b}                                     fc
//	policy/pool/{w, gamma, beta, mean, variance}, policy/bias/w, policy/move/w, policy/pass/{w, b}  conv
//	value/{w, gamma, beta, mean, variance}, value/hidden/{w, b}, value/out/{w, b}
func (s Spec) Tensors() []TensorSpec {
	var ts []TensorSpec
	add := func(name string, kind TensorKind, shape ...int) {
		ts = append(ts, TensorSpec{Name: name, Shape: shape, Kind: kind})
	}
	conv := func(name string, k, in, out int) {
		add(name+"/w", KindWeight, k, k, in, out)
		add(name+"/gamma", KindGamma, out)
		add(name+"/beta", KindBeta, out)
		add(name+"/mean", KindStatistic, out)
		add(name+"/variance", KindStatistic, out)
	}
	dense := func(name string, in, out int) {
		add(name+"/w", KindWeight, in, out)
		add(name+"/b", KindBias, out)
	}
	conv("stem", 3, s.Planes, s.Channels)
	for i := range s.Blocks {
		conv(fmt.Sprintf("block%d/a", i), 3, s.Channels, s.Channels)
		if s.Pools(i) {
			add(fmt.Sprintf("block%d/pool/w", i), KindWeight, PoolTerms*s.PoolingChannels, s.Channels-s.PoolingChannels)
		}
		conv(fmt.Sprintf("block%d/b", i), 3, s.Channels, s.Channels)
	}
	policy, value := s.PolicyChannels, s.ValueChannels
	conv("policy", 1, s.Channels, policy)
	if s.Head == HeadConv {
		conv("policy/pool", 1, s.Channels, policy)
		add("policy/bias/w", KindWeight, PoolTerms*policy, policy)
		add("policy/move/w", KindWeight, policy, 1)
		if s.Passes() {
			dense("policy/pass", PoolTerms*policy, 1)
		}
	} else {
		dense("policy/dense", policy*s.Cells(), s.Actions)
	}
	conv("value", 1, s.Channels, value)
	if s.Head == HeadConv {
		dense("value/hidden", PoolTerms*value, s.ValueHidden)
	} else {
		dense("value/hidden", value*s.Cells(), s.ValueHidden)
	}
	dense("value/out", s.ValueHidden, 1)
	return ts
}
