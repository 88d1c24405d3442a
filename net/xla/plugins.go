package xla

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Kind is what a plug-in drives.
type Kind string

// The kinds that FindPlugins tells apart, by the files' names.
const (
	CPU   Kind = "cpu"
	CUDA  Kind = "cuda"
	TPU   Kind = "tpu"
	Other Kind = "other"
)

// Plugin is a PJRT plug-in on this machine.
type Plugin struct {
	Path string
	Kind Kind
	From string // where it was looked for
}

// PluginAt is the plug-in in a file.
func PluginAt(path string) Plugin { return Plugin{path, kindOf(path), "options"} }

// HasDevice says whether this machine has a GPU or TPU of the plug-in's kind; true for the kinds that need none, or what is not known.
func (p Plugin) HasDevice() bool { return rank(p.Kind) < 2 }

// PluginPath is the environment variable that lists files and folders of plug-ins.
const PluginPath = "PJRT_PLUGIN_LIBRARY_PATH"

// patterns are plug-ins' files within a folder of Python's packages.
var patterns = []string{
	"jax_plugins/xla_cuda*/xla_cuda_plugin.so",
	"libtpu/libtpu.so",
	"lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so",
	"xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so",
}

// names are plug-ins' files within any other folder.
var names = []string{
	"pjrt_c_api_*_plugin.so", "pjrt-plugin-*.so", "pjrt_plugin_*.so", "xla_cuda_plugin.so", "xla_cpu_pjrt.so", "libtpu.so",
	"pjrt_c_api_*_plugin.dylib", "pjrt-plugin-*.dylib", "pjrt_plugin_*.dylib",
}

// FindPlugins lists plug-ins in the order in which Open would take them: what PluginPath names; Python's packages of
// $VIRTUAL_ENV and of python3 on the PATH; GoMLX's own folder. Among those of one place, and over the places that
// are searched unasked, GPUs and TPUs go first where their devices are there and last where they are not. It
// opens none of them.
func FindPlugins() []Plugin {
	var named, found []Plugin
	add := func(list *[]Plugin, from string, globs ...string) {
		for _, glob := range globs {
			paths, _ := filepath.Glob(glob) // errs for bad patterns alone, in which nothing can be found
			for _, path := range paths {
				same := func(p Plugin) bool { return p.Path == path }
				if !slices.ContainsFunc(named, same) && !slices.ContainsFunc(found, same) {
					*list = append(*list, Plugin{path, kindOf(path), from})
				}
			}
		}
	}
	for _, path := range filepath.SplitList(os.Getenv(PluginPath)) {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			add(&named, PluginPath, path)
		} else if err == nil {
			add(&named, PluginPath, within(path, names)...)
		}
	}
	for _, folder := range packageFolders() {
		add(&found, "Python's packages", within(folder, patterns)...)
	}
	for _, folder := range gomlxFolders() {
		add(&found, "GoMLX", within(folder, names)...)
	}
	for _, list := range [][]Plugin{named, found} {
		slices.SortStableFunc(list, func(a, b Plugin) int { return rank(a.Kind) - rank(b.Kind) })
	}
	return append(named, found...)
}

func within(folder string, patterns []string) (globs []string) {
	for _, p := range patterns {
		globs = append(globs, filepath.Join(folder, p))
	}
	return globs
}

// FindAccelerator returns the plug-in that Open would take if it drives a GPU or TPU that this machine has, otherwise why not.
func FindAccelerator() (Plugin, error) {
	found := FindPlugins()
	if len(found) == 0 {
		return Plugin{}, errors.New("no PJRT plug-in")
	}
	switch p := found[0]; {
	case p.Kind == CPU || p.Kind == Other:
		return Plugin{}, fmt.Errorf("%s is a plug-in of kind %s", p.Path, p.Kind)
	case !p.HasDevice():
		return Plugin{}, fmt.Errorf("%s drives %s, of which there is no device", p.Path, p.Kind)
	default:
		return p, nil
	}
}

func kindOf(path string) Kind {
	name := strings.ToLower(filepath.Base(path))
	for _, k := range []Kind{CUDA, TPU, CPU} {
		if strings.Contains(name, string(k)) {
			return k
		}
	}
	return Other
}

// rank orders kinds: those first whose devices are there.
func rank(k Kind) int {
	switch {
	case k == CPU:
		return 1
	case k == CUDA && !exists("/dev/nvidia*", "/dev/dxg"), k == TPU && !exists("/dev/accel*", "/dev/vfio/*"):
		return 2
	}
	return 0
}

func exists(globs ...string) bool {
	for _, g := range globs {
		if found, _ := filepath.Glob(g); len(found) > 0 {
			return true
		}
	}
	return false
}

// packageFolders lists the folders of Python's packages.
func packageFolders() []string {
	var folders []string
	if env := os.Getenv("VIRTUAL_ENV"); env != "" {
		found, _ := filepath.Glob(filepath.Join(env, "lib", "python3*", "site-packages"))
		folders = append(folders, found...)
	}
	out, err := exec.Command("python3", "-c", "import site, sysconfig; print(sysconfig.get_path('platlib')); print(site.getusersitepackages())").Output()
	if err == nil { // without Python there are no packages
		folders = append(folders, strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' || r == '\r' })...)
	}
	return folders
}

// gomlxFolders lists where GoMLX's installer puts plug-ins.
func gomlxFolders() []string {
	folders := []string{"/usr/local/lib/go-xla", "/usr/local/lib/go-xla/nvidia"}
	home, err := os.UserHomeDir()
	if err != nil {
		return folders
	}
	own := filepath.Join(home, ".local", "lib", "go-xla")
	if runtime.GOOS == "darwin" {
		own = filepath.Join(home, "Library", "Application Support", "go-xla")
	}
	return append([]string{own, filepath.Join(own, "nvidia")}, folders...)
}

// Install says how to get a plug-in.
const Install = `install one into a Python environment and activate it, or name its file in ` + PluginPath + `:
	pip install "jax[cuda13]"                # NVIDIA GPU
	pip install lammps-jax-pjrt-cpu==0.11.2  # CPU`

// cudaData returns the folder of CUDA's compiler beside a plug-in from Python's packages, or "".
func cudaData(plugin string) string {
	packages := filepath.Dir(filepath.Dir(filepath.Dir(plugin)))
	for _, pattern := range []string{"nvidia/cu1[0-9]", "nvidia/cuda_nvcc"} {
		if found, _ := filepath.Glob(filepath.Join(packages, pattern)); len(found) > 0 {
			return found[len(found)-1]
		}
	}
	return ""
}

// Details are what an opened plug-in says of itself.
type Details struct {
	Version string // of PJRT's API, as "0.83"
	Devices []string
}

// Details opens the plug-in, asks it and closes it again. What it does where HasDevice is false is the plug-in's
// affair. It errs in a program that was built without the tag xla.
func (p Plugin) Details() (Details, error) { return details(p) }
