# What people do with a checkout. Go is all that is needed.
.PHONY: build train test test-sabaki test-norace test-plain test-purego test-avx2 test-arm64 test-emulated test-xla cu-check gpu-binaries gpu-check bench lint generate

build:
	go build -o tengen ./cmd/tengen

# Learn 9x9 Go from zero; the same command goes on after a stop.
train: build
	./tengen train --config go9 --dir runs/go9

# The race detector makes rules, and networks in Go, ten times as slow: with it the games, which start no goroutines, show each of
# their promises once, and what has a race_test.go is cut short by that; without it all of them run in full, vetted by lint.
# A program under the race detector waits a second before it ends, and these start hundreds: a tenth is time enough for what still runs.
games = ./game/... ./sgf
race = GORACE=atexit_sleep_ms=100 go test -race
test: lint test-sabaki
	$(race) -short -run 'Conformance|Fuzz|Example' $(games)
	$(race) $$(go list ./... | grep -vxF "$$(go list $(games))")
	@$(MAKE) --no-print-directory -j4 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target) test-norace

# Without the race detector: side by side, for some keep only one core busy.
test-norace: test-plain test-arm64 test-purego test-avx2

test-plain:
	go test -vet=off $(games) ./net/cpu ./net/xla ./net/gorgonia ./mcts
	go test -vet=off ./gtp -run 'Flood|ThousandGamesInTime'

test-purego:
	go test -vet=off -tags purego ./net/cpu/...

test-avx2:
	@if grep -qw avx512f /proc/cpuinfo 2>/dev/null; then go test -vet=off ./net/cpu -cpu-features avx2; \
	elif grep -qw avx2 /proc/cpuinfo 2>/dev/null; then echo "net/cpu was tested with AVX2, and NOT RUN with AVX-512, which this machine has not"; \
	else echo "NOT RUN: net/cpu with AVX2, which this machine has not"; fi

# Sabaki's client has limits of time: it runs alone, and says so where its packages are missing.
test-sabaki:
	go test ./cmd/tengen -run Sabaki -v -count 1

# The numeric packages on another architecture, emulated: all of the kernels, the networks that do not take long.
test-arm64:
	@command -v qemu-aarch64-static >/dev/null || { echo "NOT RUN: tests of arm64, which need qemu-aarch64-static (Debian: apt-get install qemu-user-static)"; exit 0; }; \
	mkdir -p .bench/arm64 && export CGO_ENABLED=0 GOARCH=arm64 && \
	for p in ./net ./net/cpu ./net/cpu/internal/kernel; do go test -c -o .bench/arm64/ $$p || exit 1; done && \
	(cd net && qemu-aarch64-static ../.bench/arm64/net.test) && \
	(cd net/cpu/internal/kernel && qemu-aarch64-static ../../../../.bench/arm64/kernel.test) && \
	(cd net/cpu && qemu-aarch64-static ../../.bench/arm64/cpu.test -test.run 'Team|Threads|Conformance/3x3x3' && \
	qemu-aarch64-static ../../.bench/arm64/cpu.test -test.run 'Conformance/.*/.*/.*/.*/.*/.*/(forward|rows)')

# The kernels in AVX-512 on whatever x86 machine, by an emulated CPU of a package of PyPI.
test-emulated:
	@if [ -d .bench/bochs ] || PIP_ROOT_USER_ACTION=ignore python3 -m pip install -q --no-deps --target .bench/bochs bochscpu-python==0.4.0; then \
		go test -v -run 'Emulat|/emulated' ./net/cpu/internal/kernel >.bench/emulated.txt || { cat .bench/emulated.txt; exit 1; }; \
		grep 'NOT RUN' .bench/emulated.txt || echo "net/cpu's kernels in AVX-512 were run on an emulated CPU"; \
	else echo "NOT RUN: net/cpu's kernels in AVX-512 on an emulated CPU, whose package could not be installed"; fi

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go vet -tags purego ./net/cpu/...
	go vet -tags gorgonia ./cmd/tengen
	@if command -v cc >/dev/null; then go vet -tags xla ./net/xla ./cmd/tengen; else echo "NOT RUN: go vet -tags xla, which needs a C compiler"; fi
	GOARCH=arm64 CGO_ENABLED=0 go build ./...
	GOOS=windows CGO_ENABLED=0 go build ./...
	GOOS=darwin GOARCH=arm64 CGO_ENABLED=0 go build ./...
	go build -C internal/tools -o "$(CURDIR)/.bench/staticcheck" honnef.co/go/tools/cmd/staticcheck
	.bench/staticcheck ./...

# net/xla on XLA's CPU, with the plug-in of a package of PyPI; small networks, for XLA takes seconds to compile each program.
test-xla:
	@if command -v cc >/dev/null && { [ -d .bench/pjrt ] || PIP_ROOT_USER_ACTION=ignore python3 -m pip install -q --no-deps --target .bench/pjrt lammps-jax-pjrt-cpu==0.11.2; }; then \
		PJRT_PLUGIN_LIBRARY_PATH="$(CURDIR)/.bench/pjrt/lammps_jax_pjrt_cpu" go test -short -tags xla ./net/xla -run 'Device|Parallel' && go test -tags xla ./cmd/tengen -run XLA && \
		echo "net/xla was run on XLA's CPU plug-in"; \
	else echo "NOT RUN: net/xla on XLA, whose CPU plug-in could not be installed; its tests run on GoMLX's backend in Go"; fi

# tengen-cu against CUDA's headers, with a driver that is played; says so where nothing could be compiled.
cu-check:
	cmd/tengen-cu/check.sh

# What a machine with a GPU needs for gpu-check: it may have neither Go nor a network.
gpu-binaries:
	mkdir -p .bench/gpu
	CGO_ENABLED=1 go build -tags xla -o .bench/gpu/tengen ./cmd/tengen
	CGO_ENABLED=1 go test -c -tags xla -o .bench/gpu/xla.test ./net/xla
	@CGO_ENABLED=1 CGO_CFLAGS="-I$(CURDIR)/cmd/tengen-cu/cuda13" go build -tags nvidia -o .bench/gpu/tengen-cu ./cmd/tengen-cu 2>/dev/null || \
	echo "NOT BUILT: tengen-cu, for want of CUDA's headers or library; batches are not fitted to the card's memory without it"

gpu-check:
	@if command -v go >/dev/null && command -v cc >/dev/null; then $(MAKE) --no-print-directory gpu-binaries; fi
	bench/gpu/check.sh

bench:
	go test -run '^$$' -bench . ./game/... ./mcts/... ./net/... ./replay/...

generate:
	go generate ./...
