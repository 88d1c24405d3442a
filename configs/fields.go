package configs

import "google.golang.org/protobuf/reflect/protoreflect"

// field is what is known of one key.
type field struct {
	key      string // as users write it: message.field
	value    any    // default
	min, max float64
	paper    string // AlphaGo Zero's value, for messages; "" if it has none
}

// fields lists every key of a Config in the order in which it is spelled out; the learning rates, which are
// a list, are handled apart.
var fields = []field{
	{"game.name", "", 0, 0, "go"},
	{"game.width", 0, 0, 25, "19"},
	{"game.height", 0, 0, 25, "19"},
	{"game.komi", 0.0, -1000, 1000, "7.5"},

	{"network.blocks", 4, 0, 80, "19 or 39"},
	{"network.channels", 32, 1, 1024, "256"},
	{"network.policy_channels", 2, 1, 64, "2"},
	{"network.value_channels", 1, 1, 64, "1"},
	{"network.value_hidden", 64, 1, 4096, "256"},

	{"search.simulations", 100, 1, 1e6, "1600"},
	{"search.initial_simulations", 16, 1, 1e6, ""},
	{"search.ramp_games", 0, 0, 1e9, ""},
	{"search.cpuct", 1.25, 0.001, 100, ""},
	{"search.fpu_reduction", 0.25, 0, 10, ""},
	{"search.noise_fraction", 0.25, 0, 1, "0.25"},
	{"search.noise_total", 10.83, 0, 1e6, "10.83"},
	{"search.leaves", 1, 1, 1024, "8"},
	{"search.virtual_loss", 1.0, 0, 100, ""},
	{"search.symmetries", true, 0, 0, "true"},

	{"selfplay.games_in_flight", 64, 1, 65536, ""},
	{"selfplay.evaluators", 0, 0, 1024, ""},
	{"selfplay.max_batch", 64, 1, 65536, "8"},
	{"selfplay.temperature", 1.0, 0, 100, "1"},
	{"selfplay.temperature_plies", 30, 0, 1e6, "30"},
	{"selfplay.final_temperature", 0.0, 0, 100, "0"},
	{"selfplay.resign_threshold", -1.0, -1, 0, ""},
	{"selfplay.no_resign_fraction", 0.1, 0, 1, "0.1"},
	{"selfplay.stagger_plies", 0, 0, 1e6, ""},

	{"replay.min_samples", 2000, 1, 1e12, ""},
	{"replay.window_min_samples", 20000, 1, 1e12, ""},
	{"replay.window_exponent", 0.65, 0.01, 1, ""},
	{"replay.window_scale", 0.4, 0, 1, ""},
	{"replay.window_max_samples", 0, 0, 1e12, ""},
	{"replay.cache_mib", 512, 1, 1 << 20, ""},

	{"training.batch", 256, 1, 65536, "2048"},
	{"training.reuse_ratio", 4.0, 0.01, 1000, ""},
	{"training.steps", 0, 0, 1e12, "700000"},
	{"training.publish_steps", 500, 1, 1e9, "1000"},
	{"training.momentum", 0.9, 0, 0.9999, "0.9"},
	{"training.weight_decay", 1e-4, 0, 1, "0.0001"},
	{"training.value_weight", 1.0, 0, 100, "1"},
	{"training.clip_norm", 5.0, 0, 1e9, ""},
	{"training.stats_momentum", 0.05, 0.0001, 1, ""},

	{"gate.enabled", false, 0, 0, "true"},
	{"gate.games", 400, 2, 1e6, "400"},
	{"gate.threshold", 0.55, 0, 1, "0.55"},
	{"gate.simulations", 100, 1, 1e6, "1600"},

	{"seed", 1, 0, 1e18, ""},
	{"threads", 0, 0, 4096, ""},
}

// defaultRate is the learning rate of a config that gives none; the paper starts with 0.01.
const defaultRate = 0.02

// toValue converts a default to what fd holds.
func toValue(fd protoreflect.FieldDescriptor, v any) protoreflect.Value {
	switch v := v.(type) {
	case string:
		return protoreflect.ValueOfString(v)
	case bool:
		return protoreflect.ValueOfBool(v)
	case int:
		return toValue(fd, float64(v))
	case float64:
		switch fd.Kind() {
		case protoreflect.Int32Kind:
			return protoreflect.ValueOfInt32(int32(v))
		case protoreflect.Int64Kind:
			return protoreflect.ValueOfInt64(int64(v))
		case protoreflect.Uint64Kind:
			return protoreflect.ValueOfUint64(uint64(v))
		case protoreflect.FloatKind:
			return protoreflect.ValueOfFloat32(float32(v))
		}
		return protoreflect.ValueOfFloat64(v)
	}
	panic("configs: a default of a type that no key has")
}

// number returns the value of a numeric key.
func number(fd protoreflect.FieldDescriptor, v protoreflect.Value) (float64, bool) {
	switch fd.Kind() {
	case protoreflect.Int32Kind, protoreflect.Int64Kind:
		return float64(v.Int()), true
	case protoreflect.Uint64Kind:
		return float64(v.Uint()), true
	case protoreflect.FloatKind, protoreflect.DoubleKind:
		return v.Float(), true
	}
	return 0, false
}
