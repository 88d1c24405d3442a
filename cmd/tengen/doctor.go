package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"github.com/klauspost/cpuid/v2"
	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/cuda"
	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/reference"
)

// finding is a line of the doctor's screen.
type finding struct {
	Topic  string `json:"topic"`
	OK     bool   `json:"ok"`
	Says   string `json:"says"`
	Mend   string `json:"mend,omitempty"`   // the command that mends it
	Broken bool   `json:"broken,omitempty"` // what the binary has and should work does not
}

func (a *app) doctor() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Say what this machine offers, what is wrong, and which command mends it.",
		Long: "Shows the CPU and the kernels chosen for it, the engines in this binary with a second's work and their error against a\n" +
			"network in float64, plug-ins and devices, and the programs that tengen can make use of. It exits with 1 if an engine\n" +
			"of this binary gives wrong answers or fails; what is merely absent is told, with the command that gets it.",
		Example: "  tengen doctor\n  tengen doctor --json\n  tengen doctor --plugin /opt/jax/xla_cuda_plugin.so",
		Args:    cobra.NoArgs,
		RunE:    work(func(ctx context.Context, _ []string) error { return a.runDoctor(ctx, asJSON) }),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON object a line")
	return c
}

// runDoctor prints each finding as soon as it is known.
func (a *app) runDoctor(ctx context.Context, asJSON bool) error {
	var broken []string
	tell := func(f finding) error {
		if f.Broken {
			broken = append(broken, f.Topic)
		}
		return a.showFinding(f, asJSON)
	}
	findings := []func() []finding{
		func() []finding { return []finding{aboutProgram(), aboutCPU()} },
		func() []finding { return aboutCUDA(ctx) }, // before an engine takes memory
	}
	for _, c := range computes {
		findings = append(findings, func() []finding { return a.aboutEngine(ctx, c) })
	}
	findings = append(findings, aboutPrograms)
	for _, about := range findings {
		for _, f := range about() {
			if err := tell(f); err != nil {
				return err
			}
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	if len(broken) > 0 {
		return fmt.Errorf("not well: %s", strings.Join(broken, ", "))
	}
	return nil
}

func (a *app) showFinding(f finding, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(a.out).Encode(f)
	}
	mark := "ok"
	switch {
	case f.Broken:
		mark = "BAD"
	case !f.OK:
		mark = "-"
	}
	_, err := fmt.Fprintf(a.out, "%-4s %-16s %s\n", mark, f.Topic, f.Says)
	if f.Mend != "" && err == nil {
		_, err = fmt.Fprintf(a.out, "%22s %s\n", "mend:", strings.ReplaceAll(f.Mend, "\n\t", "\n"+strings.Repeat(" ", 23)))
	}
	return err
}

func aboutProgram() finding {
	return finding{Topic: "tengen", OK: true, Says: fmt.Sprintf("%s, %s, %s/%s", programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)}
}

// aboutCPU says which kernels were chosen, and why no better ones.
func aboutCPU() finding {
	c := cpuid.CPU
	var has []string
	for _, f := range []cpuid.FeatureID{cpuid.AVX2, cpuid.FMA3, cpuid.AVXVNNI, cpuid.AVX512F, cpuid.AVX512VNNI, cpuid.AVX512BF16} {
		if c.Supports(f) {
			has = append(has, f.String())
		}
	}
	name := strings.TrimSpace(c.BrandName)
	if name == "" {
		name = "a processor without a name"
	}
	var plays []string
	for _, p := range cpu.New().Precisions() {
		plays = append(plays, string(p))
	}
	return finding{Topic: "CPU", OK: true, Says: fmt.Sprintf("%s, %d cores for tengen, %s: kernels %s, which play in %s",
		name, runtime.GOMAXPROCS(0), strings.Join(has, " "), cpu.Features(), strings.Join(plays, ", "))}
}

// checkTime is how long an engine works for the doctor.
const checkTime = time.Second

// aboutEngine lets an engine of this binary work for a second and compares it with the reference.
func (a *app) aboutEngine(ctx context.Context, c compute) []finding {
	f := finding{Topic: "engine " + c.name}
	if c.build != "" {
		f.Says, f.Mend = "not in this binary", c.build
		return []finding{f}
	}
	var more []finding
	if c.inspect != nil {
		more = c.inspect(a.compute)
	}
	e, err := c.open(a.compute)
	if err != nil {
		f.Says = err.Error()
		if says, ok := strings.CutSuffix(f.Says, ": "+c.mend); ok {
			f.Says, f.Mend = says, c.mend
		}
		return append(more, f)
	}
	says, err := checkEngine(ctx, e)
	if err != nil {
		f.Says, f.Broken, f.Mend = err.Error(), true, "--engine cpu"
		if c.name == "cpu" {
			f.Mend = "--cpu-features generic"
		}
	} else {
		f.Says, f.OK = says, true
	}
	return append(more, f)
}

// checkBatch is how many positions the doctor has evaluated together.
const checkBatch = 16

// checkEngine evaluates positions of 9x9 Go with a network of 6 blocks of 64 channels.
func checkEngine(ctx context.Context, e net.Engine) (string, error) {
	g, err := games.New(game.Params{Name: "go", Width: 9, Height: 9, Komi: 14})
	if err != nil {
		return "", err
	}
	plays, err := selfplayBatches(e) // first: it asks how much memory is free
	if err != nil {
		return "", err
	}
	random := func(blocks, channels int) (*net.Model, error) {
		m := &net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, blocks, channels), rand.New(rand.NewPCG(1, 1)))}
		return m, benchRanges(e, m, g)
	}
	small, err := random(1, 16)
	if err != nil {
		return "", err
	}
	wrong, err := engineError(e, small, g)
	if err != nil {
		return "", err
	}
	if !(wrong < maxCheckError) {
		return "", fmt.Errorf("its answers are wrong by up to %.1e, want below %.0e", wrong, maxCheckError)
	}
	m, err := random(6, 64)
	if err != nil {
		return "", err
	}
	workers, closeAll, err := alone(benchmark{engine: e, model: m, game: g, batch: checkBatch, threads: runtime.GOMAXPROCS(0)})
	if err != nil {
		return "", err
	}
	best, err := measure(ctx, checkTime.Seconds(), checkBatch, workers, nil)
	if err := errors.Join(err, closeAll()); err != nil {
		return "", err
	}
	return fmt.Sprintf("%.0f evaluations/s (6x64 on 9x9, batches of %d), error %.1e; %s", best.rate, checkBatch, wrong, plays), nil
}

// selfplayBatches says how large self-play's batches are on an engine, with two networks of Go.
func selfplayBatches(e net.Engine) (string, error) {
	const leaves = 8 // of a search at a time, as AlphaGo Zero
	var all []string
	for _, n := range []struct{ size, blocks, channels int }{{9, 6, 64}, {19, 20, 256}} {
		g, err := games.New(game.Params{Name: "go", Width: n.size, Height: n.size, Komi: 15})
		if err != nil {
			return "", err
		}
		p := e.Batches(net.PaperSpec(g, n.blocks, n.channels), leaves, runtime.GOMAXPROCS(0))
		all = append(all, fmt.Sprintf("%d of %dx%d on %dx%d", p.MaxBatch, n.blocks, n.channels, n.size, n.size))
	}
	return "self-play in batches of up to " + strings.Join(all, ", "), nil
}

// maxCheckError is the most that an engine's answers may be wrong by. Rounding of float32 makes 1e-6.
const maxCheckError = 1e-3

// engineError returns the largest error of a few values and logits, the latter in units of 1 + their size.
func engineError(e net.Engine, m *net.Model, g game.Game) (float64, error) {
	const n = 3
	spec := m.Weights.Spec
	p, err := e.Prepare(m)
	if err != nil {
		return 0, err
	}
	ev, err := e.NewEvaluator(spec, n, 1)
	if err != nil {
		return 0, err
	}
	in := net.Inputs{Planes: randomPositions(g, n)}
	policy, value := make([]float32, n*spec.Actions), make([]float32, n)
	if err := errors.Join(ev.Evaluate(p, in, policy, value), ev.Close()); err != nil {
		return 0, err
	}
	logits, values, _ := reference.New(m.Weights).Forward(in, false)
	worst := 0.0
	note := func(got, want float64) {
		d := math.Abs(got-want) / (1 + math.Abs(want))
		if !(d <= worst) { // NaN, too
			worst = d
		}
	}
	for i := range n {
		note(float64(value[i]), values[i])
		for a, want := range logits[i] {
			note(float64(policy[i*spec.Actions+a]), want)
		}
	}
	return worst, nil
}

// mendDriver says how to get a CUDA device that is not there, or not free.
const mendDriver = "nvidia-smi  # shows who has the GPU; none: install NVIDIA's driver, or give it to the container (docker run --gpus all)"

// aboutCUDA says what tengen-cu says of NVIDIA's devices. It never opens a device itself.
func aboutCUDA(ctx context.Context) (all []finding) {
	report, err := cuda.Find(ctx)
	switch {
	case errors.Is(err, cuda.ErrNoProgram):
		return []finding{{Topic: "CUDA devices", Says: "not asked for: there is no " + cuda.Program, Mend: cuda.Build}}
	case err != nil:
		return []finding{{Topic: "CUDA devices", Says: err.Error(), Mend: mendDriver}}
	case len(report.Devices) == 0:
		return []finding{{Topic: "CUDA devices", Says: "none, driver " + report.Driver, Mend: mendDriver}}
	}
	const gib = 1 << 30
	for i, d := range report.Devices {
		memory := fmt.Sprintf("%.1f GiB", float64(d.TotalMemory)/gib)
		if d.FreeMemory >= 0 {
			memory = fmt.Sprintf("%.1f of %s free", float64(d.FreeMemory)/gib, memory)
		}
		f := finding{Topic: fmt.Sprintf("CUDA device %d", i), OK: d.Problem == "", Says: fmt.Sprintf("%s, compute capability %s, %d multiprocessors, %s, driver %s",
			d.Name, d.ComputeCapability, d.Multiprocessors, memory, report.Driver)}
		if d.Problem != "" {
			f.Says, f.Mend = f.Says+": "+d.Problem, mendDriver
		}
		all = append(all, f)
	}
	return all
}

// aboutPrograms names other programs that tengen makes use of.
func aboutPrograms() []finding {
	f := finding{Topic: "GNU Go", Says: "not installed: an opponent and referee at Go", Mend: "apt-get install gnugo"}
	if path := gnuGoPath(); path != "" {
		f = finding{Topic: "GNU Go", OK: true, Says: path + ": an opponent and referee at Go"}
	}
	return []finding{f}
}
