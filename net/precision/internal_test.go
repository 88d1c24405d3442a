package precision

import (
	"math"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"tengen/net"
)

// Logits that are all moved by the same are of the same distribution: rounding makes of it a little more than 0, never less,
// which no model's file may say.
func TestDivergenceIsNeverNegative(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	p, q := make([]float32, 82), make([]float32, 82)
	for range 1000 {
		shift := float32(rng.NormFloat64())
		for i := range p {
			p[i] = float32(rng.NormFloat64())
			q[i] = p[i] + shift
		}
		if kl := divergence(p, q); !(kl >= 0 && kl < 1e-12) {
			t.Fatalf("moved by %g the divergence is %g, want 0 to 1e-12", shift, kl)
		}
	}
}

// Whatever of either is not finite shows, wherever it stands.
func TestDivergenceOfWhatIsNotFinite(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	fine := []float32{0, 1, -inf}
	for _, bad := range [][]float32{{nan, 0, 0}, {0, 0, nan}, {inf, 0, 0}, {0, 0, inf}, {-inf, -inf, -inf}, {-inf, -inf, nan}} {
		for _, pair := range [][2][]float32{{fine, bad}, {bad, fine}, {bad, bad}} {
			if kl := divergence(pair[0], pair[1]); finite(kl) != math.MaxFloat32 {
				t.Errorf("%v from %v: %g, want none that is finite", pair[0], pair[1], kl)
			}
		}
	}
}

// Of each the shortest call counts, whenever it was.
func TestTimeInTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ms = time.Millisecond
		all := []*timed{{precision: net.Float32, shortest: math.MaxInt64}, {precision: net.Int16, shortest: math.MaxInt64}}
		calls := map[net.Precision]int{}
		err := timeInTurns(all, func(t *timed) error {
			calls[t.precision]++
			long := 9 * ms
			if n := calls[t.precision]; n == 2 && t.precision == net.Int16 || n == 5 && t.precision == net.Float32 {
				long = 4 * ms
			}
			time.Sleep(long)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := all[0].shortest, 3809523*time.Nanosecond; got != want { // 4 ms / worthwhile
			t.Errorf("float32 takes %v, want %v: what others must fall below", got, want)
		}
		if got := all[1].shortest; got != 4*ms {
			t.Errorf("int16 takes %v, want 4 ms", got)
		}
	})
}
