package gorgonia_test

import (
	"testing"

	"tengen/net/cpu"
	"tengen/net/gorgonia"
	"tengen/net/nettest"
)

func TestConformance(t *testing.T) { nettest.Conformance(t, gorgonia.New(), nettest.Float32) }

func TestExchange(t *testing.T) { nettest.Exchange(t, gorgonia.New(), cpu.New(), nettest.Float32) }
