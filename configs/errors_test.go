package configs_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"tengen/configs"
	"tengen/game/games"
)

const named = "game { name: \"go\" }\n"

// The whole text of each error: it names file, line and key, and says how to mend it.
func TestErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"typo", named + "search {\n  simulatons: 3\n}",
			"f:3: no key is called search.simulatons; the nearest is search.simulations"},
		{"typo in a group", named + "serach { cpuct: 1 }",
			"f:2: no key is called serach; the nearest is search"},
		{"key of another group", named + "search { batch: 3 }",
			"f:2: no key is called search.batch; the nearest is training.batch"},
		{"key without its group", named + "cpuct: 1",
			"f:2: no key is called cpuct; the nearest is search.cpuct"},
		{"typo in a rate", named + "training { rate { form_step: 0 } }",
			"f:2: no key is called training.rate.form_step; the nearest is training.rate.from_step"},
		{"text for a number", named + "search {\n  simulations:\n    \"many\"\n}",
			"f:4: search.simulations is \"many\", want a whole number, 1 to 1000000 (AlphaGo Zero: 1600)"},
		{"fraction for a whole number", named + "search { simulations: 1.5 }",
			"f:2: search.simulations is 1.5, want a whole number, 1 to 1000000 (AlphaGo Zero: 1600)"},
		{"word for a number", named + "search { cpuct: high }",
			"f:2: search.cpuct is high, want a number, 0.001 to 100"},
		{"number for a truth", named + "gate { enabled: 2 }",
			"f:2: gate.enabled is 2, want true or false"},
		{"optimizer", "game { name: 'go' }\ntraining { optimizer: 'rmsprop' }",
			`f:2: training.optimizer is "rmsprop", want "sgd" or "adam"`},
		{"precision", named + "selfplay { precision: 'int4' }",
			`f:2: selfplay.precision is "int4", want "auto" or one of ["float32" "bfloat16" "int16" "int8"]`},
		{"precision of learning", named + "training { precision: 'int16' }",
			`f:2: training.precision is "int16", want "float32" or "bfloat16"`},
		{"head", "game { name: 'go' }\nnetwork { head: 'fcn' }",
			`f:2: network.head is "fcn", want "fc" or "conv"`},
		{"conv head of a game of columns", "game { name: 'connect4' }\nnetwork { head: 'conv' }",
			`f:2: network.head is "conv", want "fc": connect4 has 7 actions, not one for each of 42 cells`},
		{"nothing left to add to", "game { name: 'go' }\nnetwork { channels: 16 pooling_every: 2 }",
			"f: network.pooling_channels is 16, want less than network.channels, 16"},
		{"number for a text", "game { name: 9 }",
			"f:1: game.name is 9, want a text in quotes"},
		{"word for a rate", named + "training { rate { rate: low } }",
			"f:2: training.rate.rate is low, want a number above 0"},
		{"too many digits", named + "search { simulations: 99999999999 }",
			"f:2: search.simulations is 99999999999, want a whole number, 1 to 1000000 (AlphaGo Zero: 1600)"},
		{"given twice", named + "search {\n  cpuct: 1\n  cpuct: 2\n}",
			"f:4: search.cpuct is given twice; the first time on line 3"},
		{"group given twice", named + "search { cpuct: 1 }\nsearch { leaves: 2 }",
			"f:3: search is given twice; the first time on line 2"},
		{"open brace", named + "search {\n  cpuct: 1\n",
			"f: the text ends inside of search, whose brace on line 2 is not closed"},
		{"brace in a comment", named + "# {\nsearch { cpuct: 0 } # }",
			"f:3: search.cpuct is 0, want 0.001 to 100"},
		{"brace in a text", "game { name: \"{#\" } search {\ncpuct: 0 }",
			"f:2: search.cpuct is 0, want 0.001 to 100\n" +
				"f:1: game.name and its size, komi or rules do not make a game: game \"{#\" is unknown: expected one of " + strings.Join(games.Names(), ", ")},
		{"not a number", named + "search { cpuct: nan }",
			"f:2: search.cpuct is NaN, want 0.001 to 100"},
		{"komi", "game { name: \"go\" komi: 0.3 }",
			"f:1: game.komi is 0.3, want a multiple of 0.5"},
		{"relations", named + "search { simulations: 4 noise_total: 0 }\nreplay { window_max_samples: 5 }",
			"f: search.initial_simulations is 16, want at most search.simulations, 4\n" +
				"f:2: search.noise_total is 0, want above 0 while search.noise_fraction is 0.25\n" +
				"f:3: replay.window_max_samples is 5, want 0 (no limit) or at least replay.window_min_samples, 20000"},
		{"symmetries that are off", named + "search { symmetries: false average_symmetries: 2 }",
			"f:2: search.average_symmetries is 2, want 1 while search.symmetries is false"},
		{"symmetries that are not there", "game { name: 'connect4' }\nsearch { average_symmetries: 8 }",
			"f:2: search.average_symmetries is 8, want at most 2, the symmetries of connect4 on this board"},
		{"more than there are", named + "search { average_symmetries: 9 }",
			"f:2: search.average_symmetries is 9, want 1 to 8 (AlphaGo Zero: 1)\n" +
				"f:2: search.average_symmetries is 9, want at most 8, the symmetries of go on this board"},
		{"nothing but fast searches", named + "selfplay { fast_fraction: 1 }",
			"f:2: selfplay.fast_fraction is 1, want 0 to 0.99 (AlphaGo Zero: 0)"},
		{"never decided", named + "selfplay { taper_value: 1 }",
			"f:2: selfplay.taper_value is 1, want 0 to 0.999"},
		{"root temperature", named + "search { root_temperature: 0 }",
			"f:2: search.root_temperature is 0, want 0.01 to 100 (AlphaGo Zero: 1)"},
		{"gumbel", named + "search { gumbel: 1.5 gumbel_actions: 0 }",
			"f:2: search.gumbel is 1.5, want true or false"},
		{"rates", named + "training {\n  rate { from_step: 5 rate: 1 }\n  rate { from_step: 5 }\n}",
			"f:3: training.rate number 1 starts from step 5, want rates in ascending order from step 0 on\n" +
				"f:4: training.rate number 2 has rate 0, want above 0 and up to 10 (AlphaGo Zero: 0.01, later 0.001 and 0.0001)\n" +
				"f:4: training.rate number 2 starts from step 5, want rates in ascending order from step 0 on"},
		{"rates in a list", named + "training { rate: [\n{ rate: 1 },\n{ rate: x }] }",
			"f:4: training.rate.rate is x, want a number above 0"},
	} {
		t.Run(tt.name, func(t *testing.T) { wantError(t, tt.text, nil, tt.want) })
	}
}

func TestOverrideErrors(t *testing.T) {
	for _, tt := range []struct{ name, set, want string }{
		{"typo", "search.cpukt=1", "--set search.cpukt=1: no key is called search.cpukt; the nearest is search.cpuct"},
		{"typo in the group", "serch.cpuct=1", "--set serch.cpuct=1: no key is called serch.cpuct; the nearest is search.cpuct"},
		{"group", "search=1", "--set search=1: search is a group of keys, such as search.simulations"},
		{"type", "search.cpuct=x", "--set search.cpuct=x: want a number, 0.001 to 100"},
		{"no value", "search.cpuct=", "--set search.cpuct=: want a number, 0.001 to 100"},
		{"two values", "search.cpuct=1 leaves: 2", "--set search.cpuct=1 leaves: 2: want a number, 0.001 to 100"},
		{"range", "search.cpuct=-1", "--set search.cpuct: search.cpuct is -1, want 0.001 to 100"},
		{"no equals sign", "search", "--set search: want key=value, as in --set search.simulations=100"},
		{"rate", "training.rate=fast", "--set training.rate=fast: want a rate, or step:rate,step:rate, as in --set training.rate=0:0.01,400000:0.001"},
		{"range of a rate", "training.rate=-1", "--set training.rate: training.rate number 1 has rate -1, want above 0 and up to 10 (AlphaGo Zero: 0.01, later 0.001 and 0.0001)"},
	} {
		t.Run(tt.name, func(t *testing.T) { wantError(t, named, []string{tt.set}, tt.want) })
	}
}

func wantError(t *testing.T, text string, set []string, want string) {
	t.Helper()
	_, err := configs.Parse("f", []byte(text), set)
	if err == nil || err.Error() != want {
		t.Errorf("%q with %q gives\n%v\nwant\n%s", text, set, err, want)
	}
}

// What parses, parses the same again when it is spelled out, and does not differ from itself.
func FuzzParse(f *testing.F) {
	for _, name := range configs.Names() {
		c, err := configs.Load(name, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(configs.SpellOut(c)), "seed=1")
	}
	f.Add("game { name: 'go' }", "training.rate=0:1,5:0.1")
	f.Add("game < name: \"g\" 'o' komi: -0 > training: { rate: [{ rate: 1e-3 }] }", "game.name=go")
	f.Add("search { # {\n cpuct: \"\\\"", "x")
	f.Fuzz(func(t *testing.T, text, set string) {
		c, err := configs.Parse("f", []byte(text), []string{set})
		if err != nil {
			return
		}
		again, err := configs.Parse("g", configs.SpellOut(c), nil)
		if err != nil || !proto.Equal(c, again) {
			t.Errorf("%q with %q does not survive being spelled out: %v", text, set, err)
		} else if d := configs.Diff(c, again); len(d) > 0 {
			t.Errorf("%q with %q differs from itself: %q", text, set, d)
		}
	})
}
