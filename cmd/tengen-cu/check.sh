#!/usr/bin/env bash
# Builds tengen-cu against CUDA's headers and runs it with a driver that testdata/libcuda.c plays. The headers are those of this
# machine, or those of CUDA 12 and 13 from NVIDIA's Python packages (6 MB); without any it says so, and that nothing was compiled.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$PWD/.bench/cuda
mkdir -p "$work"

# headers prints folders that have cuda.h.
headers() {
	for dir in "${CUDA_HOME:+$CUDA_HOME/include}" /usr/local/cuda/include /usr/include; do
		if [ -n "$dir" ] && [ -f "$dir/cuda.h" ]; then
			echo "$dir"
			return
		fi
	done
	for package in nvidia-cuda-runtime-cu12==12.9.79 nvidia-cuda-runtime==13.5.37; do
		to=$work/$package
		[ -d "$to" ] || PIP_ROOT_USER_ACTION=ignore python3 -m pip install -q --no-deps --only-binary :all: --target "$to" "$package" >&2 || rm -rf "$to"
		[ ! -d "$to" ] || find "$to" -name cuda.h -printf '%h\n'
	done
}

# want CONDITION PATTERN TEXT: the text is as it has to be.
want() {
	grep -qE "$2" <<<"$3" || { echo "tengen-cu, device $1: it said $3, want $2" >&2; exit 1; }
}

command -v gcc >/dev/null && dirs=$(headers) || dirs=
if [ -z "$dirs" ]; then
	go list -deps -tags nvidia ./cmd/tengen-cu >/dev/null
	echo "NOT COMPILED: tengen-cu with -tags nvidia, for want of gcc or of CUDA's headers (python3 -m pip could fetch them); what it imports is there"
	exit
fi
for dir in $dirs; do
	gcc -shared -fPIC -I"$dir" -Wl,-soname,libcuda.so.1 -o "$work/libcuda.so.1" cmd/tengen-cu/testdata/libcuda.c
	ln -sf libcuda.so.1 "$work/libcuda.so"
	# cuda13 makes the headers of CUDA 13 fit cu; the driver that is played has only what tengen-cu calls.
	CGO_ENABLED=1 CGO_CFLAGS="-I$PWD/cmd/tengen-cu/cuda13 -I$dir" CGO_LDFLAGS="-L$work -Wl,--unresolved-symbols=ignore-all" \
		go build -tags nvidia -o "$work/tengen-cu" ./cmd/tengen-cu
	run() { TENGEN_FAKE_CUDA=$1 LD_LIBRARY_PATH=$work "$work/tengen-cu" 2>&1 || echo "exit $?"; }
	want there '^\{"driver":"[0-9]+\.[0-9]+","devices":\[\{"name":"Nothing 100","uuid":"GPU-abababab-abab-abab-abab-abababababab","compute_capability":"9.0","multiprocessors":132,"total_memory":85899345920,"free_memory":84825604096\}\]\}$' "$(run there)"
	want busy '"free_memory":-1,"problem":"the device takes no work' "$(run busy)"
	want none 'NoDevice' "$(run none)"
	want none 'exit 1' "$(run none)"
	echo "tengen-cu builds against $dir and runs with a driver that is played: $(run there | cut -c1-16)"
done
