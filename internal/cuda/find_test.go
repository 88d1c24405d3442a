package cuda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

const good = `{"driver":"12.4","devices":[{"name":"NVIDIA H100","uuid":"GPU-0a","compute_capability":"9.0","multiprocessors":132,"total_memory":85000000000,"free_memory":84000000000},
{"name":"NVIDIA T4","uuid":"GPU-0b","compute_capability":"7.5","multiprocessors":40,"total_memory":16000000000,"free_memory":-1,"problem":"busy"}]}`

// This test binary is the tengen-cu of its tests: TENGEN_CU_TEST says how it behaves.
func TestMain(m *testing.M) {
	switch os.Getenv("TENGEN_CU_TEST") {
	case "":
		os.Exit(m.Run())
	case "good":
		fmt.Println(good)
	case "none":
		fmt.Println(`{"driver":"12.4","devices":[]}`)
	case "garbage":
		fmt.Println("segmentation fault")
	case "empty":
	case "two":
		fmt.Println(good, good)
	case "endless":
		for {
			if _, err := io.WriteString(os.Stdout, strings.Repeat("x", 1<<16)); err != nil {
				os.Exit(0)
			}
		}
	case "fails":
		fmt.Println("Error in initialization: NoDevice")
		fmt.Fprintln(os.Stderr, "no driver")
		os.Exit(1)
	case "hangs":
		time.Sleep(time.Hour)
	}
}

func TestRun(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		behaviour string
		timeout   time.Duration
		devices   int
		want      string
	}{
		{"good", Timeout, 2, ""},
		{"none", Timeout, 0, ""},
		{"garbage", Timeout, 0, `it printed "segmentation fault\n", want a JSON object`},
		{"empty", Timeout, 0, `it printed "", want a JSON object`},
		{"two", Timeout, 0, "want a JSON object"},
		{"fails", Timeout, 0, `exit status 1; it said: "no driver Error in initialization: NoDevice"`},
		{"hangs", 300 * time.Millisecond, 0, "it said nothing for 300ms"},
		{"endless", 300 * time.Millisecond, 0, "it said nothing for 300ms"},
	} {
		t.Run(tt.behaviour, func(t *testing.T) {
			t.Setenv("TENGEN_CU_TEST", tt.behaviour)
			r, err := Run(t.Context(), self, tt.timeout)
			if tt.want == "" && (err != nil || len(r.Devices) != tt.devices) {
				t.Errorf("got %+v, %v; want %d devices", r, err, tt.devices)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %+v, %v; want an error with %s", r, err, tt.want)
			}
		})
	}
}

func TestRunThatIsStopped(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TENGEN_CU_TEST", "hangs")
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	cancel(enough)
	if _, err := Run(ctx, self, Timeout); !errors.Is(err, enough) {
		t.Errorf("got %v, want the context's cause", err)
	}
}

func TestFind(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := Find(t.Context()); !errors.Is(err, ErrNoProgram) {
		t.Errorf("without a program: %v, want ErrNoProgram", err)
	}
	if runtime.GOOS == "windows" {
		t.Skip("NOT RUN: a program that is a link")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(self, filepath.Join(folder, Program)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", folder)
	t.Setenv("TENGEN_CU_TEST", "good")
	if r, err := Find(t.Context()); err != nil || r.Driver != "12.4" || r.Devices[1].Problem != "busy" {
		t.Errorf("on the PATH: %+v, %v", r, err)
	}
}

func TestLeastFree(t *testing.T) {
	for _, tt := range []struct {
		free []int64
		want int64
	}{
		{nil, 0},
		{[]int64{-1}, 0},
		{[]int64{-1, 7, 5, 9}, 5},
	} {
		var r Report
		for _, free := range tt.free {
			r.Devices = append(r.Devices, Device{FreeMemory: free})
		}
		if got := r.LeastFree(); got != tt.want {
			t.Errorf("of %v the least is %d, want %d", tt.free, got, tt.want)
		}
	}
}

func FuzzParseReport(f *testing.F) {
	for _, seed := range []string{good, `{"driver":"12.4"}`, `{}`, `null`, `[]`, ``, `{"driver":"1","devices":[{}]}`, `{"driver":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ParseReport(text)
		if err != nil {
			return
		}
		written, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseReport(written); err != nil || !reflect.DeepEqual(r, again) {
			t.Fatalf("%+v is read back as %+v, %v", r, again, err)
		}
	})
}
