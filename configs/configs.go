package configs

import (
	"embed"
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"tengen/game"
	"tengen/game/games"
	pb "tengen/proto/tengen/v1"
)

//go:embed *.textproto
var files embed.FS

// Names lists the ready runs.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".textproto"))
	}
	return names
}

// Load reads a ready run by name, or a file, applies overrides of the form key=value, fills in the defaults
// and checks the result.
func Load(nameOrFile string, overrides []string) (*pb.Config, error) {
	file := nameOrFile
	text, err := files.ReadFile(path.Base(nameOrFile) + ".textproto")
	if err != nil || strings.ContainsAny(nameOrFile, `/\`) {
		text, err = os.ReadFile(nameOrFile)
	} else {
		file = nameOrFile + ".textproto"
	}
	if err != nil {
		return nil, fmt.Errorf("no ready run is called %q (there are %s), and as a file: %w", nameOrFile, strings.Join(Names(), ", "), err)
	}
	return Parse(file, text, overrides)
}

// Parse is Load for a text that was read from file.
func Parse(file string, text []byte, overrides []string) (*pb.Config, error) {
	c, lines, err := parse(file, text)
	if err != nil {
		return nil, err
	}
	for _, o := range overrides {
		if err := override(c, o); err != nil {
			return nil, err
		}
		key, _, _ := strings.Cut(o, "=")
		lines[strings.TrimSpace(key)] = "--set " + key
	}
	fillDefaults(c)
	where := func(key string) string {
		if at, ok := lines[key]; ok {
			return at
		}
		return file
	}
	if err := validate(c, where); err != nil {
		return nil, err
	}
	return c, nil
}

// locate returns the message that holds key, made if it is missing, and the key's field.
func locate(c *pb.Config, key string) (protoreflect.Message, protoreflect.FieldDescriptor) {
	m := c.ProtoReflect()
	if group, rest, ok := strings.Cut(key, "."); ok {
		fd := m.Descriptor().Fields().ByName(protoreflect.Name(group))
		if fd == nil || fd.Message() == nil || fd.IsList() {
			return nil, nil
		}
		m, key = m.Mutable(fd).Message(), rest
	}
	fd := m.Descriptor().Fields().ByName(protoreflect.Name(key))
	if fd == nil || fd.Message() != nil {
		return nil, nil
	}
	return m, fd
}

func fillDefaults(c *pb.Config) {
	for _, f := range fields {
		if m, fd := locate(c, f.key); !m.Has(fd) {
			m.Set(fd, toValue(fd, f.value))
		}
	}
	if len(c.Training.Rate) == 0 {
		c.Training.Rate = []*pb.Rate{{FromStep: proto.Int64(0), Rate: proto.Float32(defaultRate)}}
	}
	for _, r := range c.Training.Rate {
		if r.FromStep == nil {
			r.FromStep = proto.Int64(0)
		}
	}
}

// validate says everything that is wrong.
func validate(c *pb.Config, where func(key string) string) error {
	var errs []error
	fail := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s %s", where(key), key, fmt.Sprintf(format, args...)))
	}
	for _, f := range fields {
		m, fd := locate(c, f.key)
		v, ok := number(fd, m.Get(fd))
		if ok && !(v >= f.min && v <= f.max) {
			paper := ""
			if f.paper != "" {
				paper = " (AlphaGo Zero: " + f.paper + ")"
			}
			fail(f.key, "is %v, want %v to %v%s", m.Get(fd), f.min, f.max, paper)
		}
	}
	for i, r := range c.Training.Rate {
		if r.Rate == nil || !(*r.Rate > 0 && *r.Rate <= 10) {
			fail("training.rate", "number %d has rate %v, want above 0 and up to 10 (AlphaGo Zero: 0.01, later 0.001 and 0.0001)", i+1, r.GetRate())
		}
		if i == 0 && *r.FromStep != 0 || i > 0 && *r.FromStep <= *c.Training.Rate[i-1].FromStep {
			fail("training.rate", "number %d starts from step %d, want rates in ascending order from step 0 on", i+1, *r.FromStep)
		}
	}
	if *c.Search.InitialSimulations > *c.Search.Simulations {
		fail("search.initial_simulations", "is %d, want at most search.simulations, %d", *c.Search.InitialSimulations, *c.Search.Simulations)
	}
	if *c.Search.NoiseFraction > 0 && *c.Search.NoiseTotal == 0 {
		fail("search.noise_total", "is 0, want above 0 while search.noise_fraction is %v", *c.Search.NoiseFraction)
	}
	if m := *c.Replay.WindowMaxSamples; m != 0 && m < *c.Replay.WindowMinSamples {
		fail("replay.window_max_samples", "is %d, want 0 (no limit) or at least replay.window_min_samples, %d", m, *c.Replay.WindowMinSamples)
	}
	if k := 2 * *c.Game.Komi; k != math.Trunc(k) {
		fail("game.komi", "is %v, want a multiple of 0.5", *c.Game.Komi)
	} else if _, err := games.New(GameParams(c)); err != nil {
		fail("game.name", "and its size or komi do not make a game: %v", err)
	}
	return errors.Join(errs...)
}

// GameParams returns the game of a config.
func GameParams(c *pb.Config) game.Params {
	return game.Params{
		Name: c.Game.GetName(), Width: int(c.Game.GetWidth()), Height: int(c.Game.GetHeight()),
		Komi: int(2 * c.Game.GetKomi()),
	}
}
