package net

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	pb "tengen/proto/tengen/v1"
)

// checkedModel is smallModel after publishing has looked at other precisions.
func checkedModel() *Model {
	m := smallModel()
	m.Ranges = []float32{0, 3.5}
	m.Reports = []PrecisionReport{{BFloat16, 2000, 0.004, 0.003}, {Int16, 2000, 0.5, 0.001}}
	return m
}

func TestModelFileKeepsPrecisions(t *testing.T) {
	m := checkedModel()
	data := encode(t, m)
	got, err := DecodeModel(bytes.NewReader(data))
	if err != nil || !reflect.DeepEqual(got, m) {
		t.Fatalf("read %+v, %v\nwant %+v", got, err, m)
	}
	if again := encode(t, got); !bytes.Equal(again, data) {
		t.Error("writing what was read gives another file")
	}
}

// A model that was not looked at has the file that it always had.
func TestModelFileWithoutPrecisions(t *testing.T) {
	m := smallModel()
	encode(t, m)
	if want := "8f2c3f6804e6174023e24fb0dd0aec65c5ea236297cee7ff65b2fb540e32f4d3"; m.ID != want {
		t.Errorf("ID is %s, want %s", m.ID, want)
	}
}

// What a later version has measured is passed over.
func TestDecodePassesOverUnknownPrecisions(t *testing.T) {
	want := checkedModel()
	data := encode(t, want)
	h := headerToProto(want, nil)
	good, err := readHeader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	h.TensorsSha256 = good.TensorsSha256
	size := len(headerFile(good, nil))
	h.Precisions = append([]*pb.PrecisionReport{{Precision: "int4", PolicyKl: float32(math.NaN())}}, h.Precisions...)
	got, err := DecodeModel(bytes.NewReader(headerFile(h, data[size:])))
	if err != nil || !reflect.DeepEqual(got.Reports, want.Reports) {
		t.Errorf("read %+v, %v, want %+v", got, err, want.Reports)
	}
}

func TestWrongPrecisions(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, tt := range []struct {
		name   string
		change func(m *Model)
		want   string
	}{
		{"too few ranges", func(m *Model) { m.Ranges = m.Ranges[1:] }, "1 ranges, want none, or 2"},
		{"a range of NaN", func(m *Model) { m.Ranges[1] = nan }, "range 1 is NaN"},
		{"an infinite range", func(m *Model) { m.Ranges[0] = inf }, "range 0 is +Inf"},
		{"a negative range", func(m *Model) { m.Ranges[0] = -1 }, "range 0 is -1"},
		{"two reports of one", func(m *Model) { m.Reports[1].Precision = BFloat16 }, `report 1 is of precision "bfloat16"`},
		{"KL of NaN", func(m *Model) { m.Reports[0].PolicyKL = nan }, "precision bfloat16 has policy KL NaN"},
		{"infinite RMS", func(m *Model) { m.Reports[1].ValueRMS = inf }, "value RMS +Inf"},
		{"negative RMS", func(m *Model) { m.Reports[1].ValueRMS = -1 }, "value RMS -1"},
		{"too many positions", func(m *Model) { m.Reports[1].Positions = 1<<32 - 1 }, "over 4294967295 positions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := checkedModel()
			tt.change(m)
			if err := EncodeModel(&bytes.Buffer{}, m); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("written: %v, want %q", err, tt.want)
			}
			data := headerFile(headerToProto(m, make([]byte, 32)), nil)
			if _, err := DecodeModel(bytes.NewReader(data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("read: %v, want %q", err, tt.want)
			}
		})
	}
	m := checkedModel()
	m.Reports[0].Precision = Auto
	if err := EncodeModel(&bytes.Buffer{}, m); err == nil || !strings.Contains(err.Error(), `report 0 is of precision "auto"`) {
		t.Errorf("a report of auto: %v", err)
	}
}
