package xla

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// FindPlugins finds files and folders of PluginPath before Python's packages, a CPU's before those of devices that
// are missing.
func TestFindPlugins(t *testing.T) {
	root := t.TempDir()
	touch := func(parts ...string) string {
		path := filepath.Join(append([]string{root}, parts...)...)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	packages := []string{"env", "lib", "python3.12", "site-packages"}
	file := touch("named", "my.so")
	inFolder := touch("folder", "pjrt_c_api_cpu_plugin.so")
	touch("folder", "libc.so")
	wheel := touch(append(packages, "xla_plugins", "xla_cpu_pjrt", "xla_cpu_pjrt.so")...)
	cuda := touch(append(packages, "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so")...)
	data := filepath.Dir(touch(append(packages, "nvidia", "cu13", "libdevice.bc")...))
	t.Setenv(PluginPath, file+string(os.PathListSeparator)+filepath.Join(root, "folder"))
	t.Setenv("VIRTUAL_ENV", filepath.Join(root, "env"))
	t.Setenv("PATH", "")
	t.Setenv("HOME", root)
	var got []string
	for _, p := range FindPlugins() {
		if strings.HasPrefix(p.Path, root) {
			got = append(got, p.Path)
		}
	}
	want := []string{file, inFolder, wheel, cuda}
	if rank(CUDA) == 0 {
		want = []string{file, inFolder, cuda, wheel}
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%q, want\n%q", got, want)
	}
	if got := cudaData(cuda); got != data {
		t.Errorf("CUDA's compiler is in %q, want %q", got, data)
	}
	for path, kind := range map[string]Kind{file: Other, inFolder: CPU, wheel: CPU, cuda: CUDA} {
		if got := PluginAt(path); got.Kind != kind || kind != CUDA && !got.HasDevice() {
			t.Errorf("%+v has a device: %v; want kind %s", got, got.HasDevice(), kind)
		}
	}
}

// Folders of Python's packages may have spaces in their names.
func TestFindPluginsOfPython(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: a python3 that is a script")
	}
	root := t.TempDir()
	folder := filepath.Join(root, "site packages")
	plugin := filepath.Join(folder, "libtpu", "libtpu.so")
	for path, text := range map[string]string{plugin: "", filepath.Join(root, "python3"): "#!/bin/sh\necho /nowhere\necho '" + folder + "'\n"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", root)
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv(PluginPath, "")
	t.Setenv("HOME", root)
	want := Plugin{plugin, TPU, "Python's packages"}
	if got := FindPlugins(); !slices.Contains(got, want) {
		t.Errorf("found %+v, want %+v", got, want)
	}
}

// A CPU's plug-in is no accelerator, nor is one whose devices are missing.
func TestFindAccelerator(t *testing.T) {
	root := t.TempDir()
	for _, variable := range []string{"VIRTUAL_ENV", "PATH"} {
		t.Setenv(variable, "")
	}
	t.Setenv("HOME", root)
	var here *Plugin
	if rank(CUDA) == 0 {
		here = &Plugin{filepath.Join(root, "xla_cuda_plugin.so"), CUDA, PluginPath}
	}
	for _, tt := range []struct {
		file, says string
		found      *Plugin
	}{
		{"pjrt_c_api_cpu_plugin.so", "is a plug-in of kind cpu", nil},
		{"my.so", "is a plug-in of kind other", nil},
		{"xla_cuda_plugin.so", "drives cuda, of which there is no device", here},
	} {
		path := filepath.Join(root, tt.file)
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv(PluginPath, path)
		p, err := FindAccelerator()
		switch {
		case tt.found != nil:
			if err != nil || p != *tt.found {
				t.Errorf("%s: %+v, %v; want %+v", tt.file, p, err, *tt.found)
			}
		case err == nil || err.Error() != path+" "+tt.says:
			t.Errorf("%s: %+v, %v; want %q", tt.file, p, err, tt.says)
		}
	}
	t.Setenv(PluginPath, "")
	if FindPlugins() == nil {
		if _, err := FindAccelerator(); err == nil || !strings.Contains(err.Error(), "no PJRT plug-in") {
			t.Errorf("without a plug-in: %v", err)
		}
	}
}
