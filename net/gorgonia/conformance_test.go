package gorgonia_test

import (
	"testing"

	"tengen/net/cpu"
	"tengen/net/gorgonia"
	"tengen/net/nettest"
)

func limits(numbers int) nettest.Limits {
	l := nettest.Float32
	l.MaxWeight = numbers
	return l
}

func TestConformance(t *testing.T) {
	nettest.Conformance(t, gorgonia.New(), limits(conformanceNumbers))
}

// The CPU engine's backward pass is hand-written, Gorgonia's derived: ten steps agree.
func TestExchange(t *testing.T) {
	nettest.Exchange(t, gorgonia.New(), cpu.New(), limits(exchangeNumbers))
}

// And the CPU engine's state goes on here.
func TestExchangeBack(t *testing.T) {
	nettest.Exchange(t, cpu.New(), gorgonia.New(), limits(conformanceNumbers))
}
