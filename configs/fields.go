package configs

import (
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// field is what is known of one key.
type field struct {
	key      string // as users write it: message.field
	value    any    // default
	min, max float64
	paper    string // AlphaGo Zero's value; "" if it has none
	effect   string // with its unit, and what special values mean
}

// numeric says whether min and max mean anything.
func (f field) numeric() bool {
	switch f.value.(type) {
	case int, float64:
		return true
	}
	return false
}

// want says which values are right, for messages.
func (f field) want() string {
	if f.paper == "" {
		return f.limits()
	}
	return f.limits() + " (AlphaGo Zero: " + f.paper + ")"
}

func (f field) limits() string { return plain(f.min) + " to " + plain(f.max) }

// plain writes a number without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// comment is the key's line in files and in the schema: effect, range, the paper's value.
func (f field) comment() string {
	parts := []string{f.effect}
	if f.numeric() {
		parts = append(parts, f.limits())
	}
	if f.paper != "" {
		parts = append(parts, "AlphaGo Zero: "+f.paper)
	}
	return strings.Join(parts, "; ")
}

// find returns what is known of key.
func find(key string) (field, bool) {
	for _, f := range fields {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

// fields lists every key of a Config in the order in which it is spelled out; the learning rates, which are
// a list, are handled apart.
var fields = []field{
	{"game.name", "", 0, 0, "go", "which game, such as go or hex (tengen gtp --help lists all); a run must name its game"},
	{"game.width", 0, 0, 25, "19", "columns; 0: the game's usual size"},
	{"game.height", 0, 0, 25, "19", "rows; 0: the game's usual size"},
	{"game.komi", 0.0, -1000, 1000, "7.5", "points for the second player, a multiple of 0.5"},
	{"game.rules", "", 0, 0, "", "options of the rules in the game's own words, which its package documents; \"\": the usual rules"},

	{"network.blocks", 4, 0, 80, "19 or 39", "residual blocks after the first convolution"},
	{"network.channels", 32, 1, 1024, "256", "of every convolution of the trunk; cost grows with the square"},
	{"network.policy_channels", 2, 1, 64, "2", "of the policy head's 1x1 convolution"},
	{"network.value_channels", 1, 1, 64, "1", "of the value head's 1x1 convolution"},
	{"network.value_hidden", 64, 1, 4096, "256", "units of the value head's dense layer"},
	{"network.head", "fc", 0, 0, "fc", "of policy and value, \"fc\" for one board size or \"conv\" with global pooling for every size"},
	{"network.pooling_every", 0, 0, 80, "0", "every how many residual blocks one pools over the whole board; 0: none"},
	{"network.pooling_channels", 16, 1, 1023, "", "of a pooling block's first convolution that are pooled; less than channels"},

	{"search.simulations", 100, 1, 1e6, "1600", "a move, once ramp_games are finished"},
	{"search.initial_simulations", 16, 1, 1e6, "", "a move, in the first games; at most simulations"},
	{"search.ramp_games", 0, 0, 1e9, "", "finished games over which simulations grow to their number; 0: at once"},
	{"search.cpuct", 1.25, 0.001, 100, "", "weight of the prior: higher explores more"},
	{"search.cpuct_growth", 0.0, 0, 100, "0", "cpuct grows with a node's visits N by cpuct_growth·log((1+N+cpuct_base)/cpuct_base); AlphaZero: 1"},
	{"search.cpuct_base", 19652.0, 1, 1e9, "", "visits at which that growth begins to show; AlphaZero: 19652"},
	{"search.fpu_reduction", 0.25, 0, 10, "", "how far below its parent's value an unvisited move is thought to be"},
	{"search.root_fpu_reduction", 0.25, 0, 10, "", "the same at the root; KataGo learns with 0, so that what noise proposes is tried"},
	{"search.noise_fraction", 0.25, 0, 1, "0.25", "share of Dirichlet noise in the root's priors; 0: none"},
	{"search.noise_total", 10.83, 0, 1e6, "10.83", "concentration of the noise, shared among the legal moves: 0.03 for each of 361"},
	{"search.noise_shape", 0.0, 0, 1, "0", "part of that concentration that goes to moves whose prior is above the ordinary; KataGo: 0.5"},
	{"search.root_temperature", 1.0, 0.01, 100, "1", "flattens the root's priors P to P^(1/T) before noise; 1: as they are; KataGo: 1.1"},
	{"search.early_root_temperature", 1.0, 0.01, 100, "1", "T at the start of a game; KataGo: 1.25; without effect while root_temperature_halflife is 0"},
	{"search.root_temperature_halflife", 0.0, 0, 1e6, "", "plies in which T comes half way from there to root_temperature; 0: it is that throughout; KataGo: the length of the board"},
	{"search.forced_playouts", 0.0, 0, 100, "0", "k: a move of the root that was tried gets at least sqrt(k·prior·visits) visits, which the policy target leaves out again unless deserved; 0: off; KataGo: 2"},
	{"search.gumbel", false, 0, 0, "false", "search by sequential halving of moves drawn with Gumbel noise, and play the one that is left: learns from few simulations; other noise, the root's and the moves' temperatures and forced playouts are then without effect"},
	{"search.gumbel_actions", 16, 1, 65536, "", "moves that the halving starts with; Gumbel AlphaZero: 16"},
	{"search.gumbel_visits", 50.0, 0, 1e6, "", "c_visit of the scale of values against logits, (c_visit + most visits)·c_scale; Gumbel AlphaZero: 50"},
	{"search.gumbel_scale", 1.0, 0.001, 1000, "", "c_scale of the same; Gumbel AlphaZero: 1"},
	{"search.solve", false, 0, 0, "false", "prove wins, losses and draws, and search what is proven no more"},
	{"search.solve_ahead", false, 0, 0, "false", "also try each move of a new position for one that wins at once; needs solve; for games that end in a line or a connection"},
	{"search.leaves", 1, 1, 1024, "8", "positions of one tree that are evaluated together"},
	{"search.virtual_loss", 1.0, 0, 100, "", "lost visits that a descent under way counts as; matters if leaves is above 1"},
	{"search.symmetries", true, 0, 0, "true", "turn or mirror each position at random before it is evaluated"},
	{"search.average_symmetries", 1, 1, 8, "1", "in how many ways each position is turned, and the evaluations averaged; costs as many evaluations; 1: one way at random"},
	{"search.cache_mib", 0, 0, 1 << 20, "", "MiB of memory for evaluations that other searches may meet again; 0: none"},

	{"selfplay.games_in_flight", 64, 1, 65536, "", "games played side by side: more fill larger batches and end later"},
	{"selfplay.evaluators", 0, 0, 1024, "", "batches evaluated at the same time; 0: one a core"},
	{"selfplay.max_batch", 0, 0, 65536, "8", "positions evaluated together at most; 0: as many as the engine likes best"},
	{"selfplay.precision", "float32", 0, 0, "", "numbers that the network plays with: float32, or bfloat16, int16, int8 or auto, the fastest here, in which models play that were measured to play nearly as in float32; one game in 50 is then not learnt from, to measure with"},
	{"selfplay.temperature", 1.0, 0, 100, "1", "of the first moves, drawn by visits^(1/temperature); 0: the most visited"},
	{"selfplay.temperature_plies", 30, 0, 1e6, "30", "how many moves of a game are drawn with temperature"},
	{"selfplay.final_temperature", 0.0, 0, 100, "0", "of the moves after those; 0: the most visited"},
	{"selfplay.temperature_halflife", 0.0, 0, 1e6, "", "plies in which the temperature comes half way to final_temperature, from the first on; 0: it changes after temperature_plies; KataGo: the length of the board"},
	{"selfplay.fast_fraction", 0.0, 0, 0.99, "0", "share of moves that are searched with fast_simulations only and without noise, and are no samples: more games for the same time; 0: none; KataGo: 0.75"},
	{"selfplay.fast_simulations", 25, 1, 1e6, "", "of such a move; where a full search makes no more, all moves are full and samples; KataGo: 100 of 600"},
	{"selfplay.taper_plies", 0, 0, 1e6, "0", "plies in a row with a value beyond taper_value, of either player, after which searches become shorter instead of resigning; 0: never; KataGo: 3"},
	{"selfplay.taper_value", 0.9, 0, 0.999, "", "value from which a game counts as decided; the shortest searches are at 1"},
	{"selfplay.taper_simulations", 25, 1, 1e6, "", "of the shortest, where a full search makes more; KataGo: 100 of 600"},
	{"selfplay.taper_weight", 0.1, 0, 1, "", "share of positions with the shortest searches that are samples; KataGo: 0.1"},
	{"selfplay.resign_threshold", -1.0, -1, 0, "", "resign when the value falls below; -1: never"},
	{"selfplay.no_resign_fraction", 0.1, 0, 1, "0.1", "share of games played to the end to count wrong resignations"},
	{"selfplay.stagger_plies", 0, 0, 1e6, "", "the first games start after up to so many random moves, so that they end apart"},

	{"replay.min_samples", 2000, 1, 1e12, "", "samples before training starts"},
	{"replay.window_min_samples", 20000, 1, 1e12, "", "up to so many samples all are drawn from, beyond that the newest"},
	{"replay.window_exponent", 0.65, 0.01, 1, "", "of the window's growth beyond window_min_samples; lower forgets faster"},
	{"replay.window_scale", 0.4, 0, 1, "", "samples that the window grows by for each new one at first; 0: not at all"},
	{"replay.window_max_samples", 0, 0, 1e12, "500000 games", "largest window; 0: no limit"},
	{"replay.cache_mib", 512, 1, 1 << 20, "", "MiB of memory for games kept ready for training"},

	{"training.batch", 256, 1, 65536, "2048", "samples a step"},
	{"training.reuse_ratio", 4.0, 0.01, 1000, "", "how often a sample is drawn on average; higher learns more from fewer games"},
	{"training.steps", 0, 0, 1e12, "700000", "steps in all; 0: no limit"},
	{"training.publish_steps", 500, 1, 1e9, "1000", "steps between models for self-play"},
	{"training.optimizer", "sgd", 0, 0, "sgd", "sgd or adam (with decoupled decay)"},
	{"training.momentum", 0.9, 0, 0.9999, "0.9", "share of the last step that is kept in the next"},
	{"training.square_momentum", 0.999, 0.0001, 0.999999, "", "of adam: share of the running squares of gradients that is kept"},
	{"training.weight_decay", 1e-4, 0, 1, "0.0001", "c of the loss's c‖θ‖²"},
	{"training.value_weight", 1.0, 0, 100, "1", "of the value's loss beside the policy's"},
	{"training.clip_norm", 5.0, 0, 1e9, "", "longer gradients are cut to this length; 0: none is"},
	{"training.stats_momentum", 0.05, 0.0001, 1, "", "share of a batch in the running statistics of batch normalisation"},
	{"training.precision", "float32", 0, 0, "", "numbers that the products of learning are computed with: float32, or bfloat16 for those of the trunk's convolutions, forward and to the gradients of their inputs, where the CPU has instructions for it or a device does it; weights and all else stay float32"},

	{"gate.enabled", false, 0, 0, "true", "a new model plays only after it has beaten the best in a match"},
	{"gate.games", 400, 2, 1e6, "400", "of the match"},
	{"gate.threshold", 0.55, 0, 1, "0.55", "share of the points that the new model must score"},
	{"gate.simulations", 100, 1, 1e6, "1600", "a move in the match"},

	{"seed", 1, 0, 1e18, "", "of everything random in the run"},
	{"threads", 0, 0, 4096, "", "cores to use; 0: all"},
}

// defaultRate is the learning rate of a config that gives none; the paper starts with 0.01.
const defaultRate = 0.02

const rateComment = "learning rate from a step on; above 0 to 10; AlphaGo Zero: 0.01, later 0.001 and 0.0001"

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
	panic(fmt.Sprintf("configs: the default of %s has type %T, want string, bool, int or float64", fd.Name(), v))
}

// number returns the value of a numeric key; false for others.
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
