package main

import (
	"reflect"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"tengen/net"
	"tengen/net/cpu"
	pb "tengen/proto/tengen/v1"
)

// Every key of search and selfplay changes how games are played. What selfplay.precision changes is the engine.
func TestEveryKeyHasAnEffect(t *testing.T) {
	played := func(set ...string) any {
		t.Helper()
		s, err := loadSettings("go9", set)
		if err != nil {
			t.Fatal(err)
		}
		return []any{s.selfplay(), s.batcher(cpu.New(), s.spec()), runPrecision("", s)}
	}
	usual := played()
	for group, m := range map[string]protoreflect.Message{
		"search": (&pb.SearchConfig{}).ProtoReflect(), "selfplay": (&pb.SelfplayConfig{}).ProtoReflect(),
	} {
		keys := m.Descriptor().Fields()
		for i := range keys.Len() {
			key := group + "." + string(keys.Get(i).Name())
			set := []string{key + "=" + unusual[key]}
			if unusual[key] == "" {
				t.Errorf("%s has no value to try", key)
			} else if reflect.DeepEqual(played(set...), usual) {
				t.Errorf("--set %s changes nothing", set[0])
			}
		}
	}
}

// unusual has a value for each key that go9 does not have.
var unusual = map[string]string{
	"search.simulations": "151", "search.initial_simulations": "17", "search.ramp_games": "7",
	"search.cpuct": "1.3", "search.cpuct_growth": "0.9", "search.cpuct_base": "19000", "search.fpu_reduction": "0.3", "search.root_fpu_reduction": "0.1",
	"search.noise_fraction": "0.2", "search.noise_total": "9", "search.noise_shape": "0.4",
	"search.root_temperature": "1.2", "search.early_root_temperature": "1.3", "search.root_temperature_halflife": "8", "search.forced_playouts": "1",
	"search.gumbel": "true", "search.gumbel_actions": "8", "search.gumbel_visits": "40", "search.gumbel_scale": "0.5", "search.solve": "false", "search.solve_ahead": "true",
	"search.leaves": "3", "search.virtual_loss": "2", "search.symmetries": "false", "search.average_symmetries": "2", "search.cache_mib": "3",
	"selfplay.games_in_flight": "9", "selfplay.evaluators": "9", "selfplay.max_batch": "9",
	"selfplay.temperature": "0.9", "selfplay.temperature_plies": "9", "selfplay.final_temperature": "0.3", "selfplay.temperature_halflife": "9",
	"selfplay.fast_fraction": "0.4", "selfplay.fast_simulations": "45", "selfplay.taper_plies": "4", "selfplay.taper_value": "0.8",
	"selfplay.taper_simulations": "24", "selfplay.taper_weight": "0.2", "selfplay.resign_threshold": "-0.8", "selfplay.no_resign_fraction": "0.3",
	"selfplay.stagger_plies": "9", "selfplay.precision": "int16",
}

// What is asked for is asked of the engine, float32 too: one that plays in another precision would learn in that.
func TestLearningPrecision(t *testing.T) {
	for _, want := range []net.Precision{net.Float32, net.BFloat16} {
		s, err := loadSettings("go9", []string{"training.precision=" + string(want)})
		if err != nil {
			t.Fatal(err)
		}
		if got := s.trainer(cpu.New()).Learner.Precision; got != want {
			t.Errorf("learns in %q, want %q", got, want)
		}
	}
}
