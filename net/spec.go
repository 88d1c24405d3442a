package net

import (
	"errors"
	"fmt"

	"tengen/game"
)

// BatchNormEpsilon is added to the variance in every batch normalisation.
const BatchNormEpsilon = 1e-5

// Head is the kind of the policy and value heads.
type Head string

// HeadFC is the paper's: a 1x1 convolution, then fully connected layers, for one board size.
const HeadFC Head = "fc"

// Spec describes the network of AlphaGo Zero (Methods, Neural network architecture): a 3x3 convolution
// with batch normalisation and ReLU, Blocks residual blocks of two such convolutions, and two heads.
//
//	policy: 1x1 convolution to PolicyChannels, batch norm, ReLU, dense to Actions logits
//	value:  1x1 convolution to ValueChannels, batch norm, ReLU, dense to ValueHidden, ReLU, dense to 1, tanh
//
// A dense layer after a convolution reads its input as [C, H, W].
type Spec struct {
	Planes, Height, Width int // input [C, H, W]
	Actions               int // policy logits
	Blocks                int // residual blocks; the paper: 19 or 39
	Channels              int // of the trunk; the paper: 256
	Head                  Head
	PolicyChannels        int // the paper: 2
	ValueChannels         int // the paper: 1
	ValueHidden           int // the paper: 256
}

// PaperSpec returns AlphaGo Zero's network for g with the given trunk.
func PaperSpec(g game.Game, blocks, channels int) Spec {
	sh := g.Shape()
	return Spec{
		Planes: sh.Planes, Height: sh.Height, Width: sh.Width, Actions: g.Actions(),
		Blocks: blocks, Channels: channels,
		Head: HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 256,
	}
}

// Cells returns H·W.
func (s Spec) Cells() int { return s.Height * s.Width }

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
	if s.Head != HeadFC {
		errs = append(errs, fmt.Errorf("network head is %q, want %q", s.Head, HeadFC))
	}
	return errors.Join(errs...)
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
//	policy/{w, gamma, beta, mean, variance}, policy/dense/{w, b}
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
		conv(fmt.Sprintf("block%d/b", i), 3, s.Channels, s.Channels)
	}
	conv("policy", 1, s.Channels, s.PolicyChannels)
	dense("policy/dense", s.PolicyChannels*s.Cells(), s.Actions)
	conv("value", 1, s.Channels, s.ValueChannels)
	dense("value/hidden", s.ValueChannels*s.Cells(), s.ValueHidden)
	dense("value/out", s.ValueHidden, 1)
	return ts
}
