#!/usr/bin/env bash
# Checks and measures the xla engine on a machine with an accelerator, and writes one Markdown table.
#
#     make gpu-binaries                       # on a machine with Go and a C compiler: .bench/gpu/
#     bench/gpu/check.sh [--minutes M] [OUT]  # on the machine with the GPU: needs neither Go nor a network
#
# It wants bash, a PJRT plug-in (that of an installed JAX is found) and, for the busy fraction, nvidia-smi. A short trial, on a
# CPU's plug-in too: NETWORKS="1 8 9" BATCHES=8 PRECISIONS=float32 TESTS=Exchange bench/gpu/check.sh --minutes 0.1
set -uo pipefail
cd "$(dirname "$0")/../.."
minutes=10
if [ "${1:-}" = --minutes ]; then minutes=$2; shift 2; fi
out=${1:-gpu-check.md}
networks=${NETWORKS:-6 64 9,10 128 19,20 256 19} # blocks, channels and size of each
batches=${BATCHES:-64 256 1024 2048}
precisions=${PRECISIONS:-float32 bfloat16}
bin=.bench/gpu
for f in tengen xla.test; do
	[ -x "$bin/$f" ] || { echo "$bin/$f is missing: run make gpu-binaries where Go is installed, and bring the folder here"; exit 2; }
done
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

# field KEY prints a number of a JSON object on standard input, with three digits after the point.
field() { sed -n "s/.*\"$1\":\([0-9.eE+-]*\).*/\1/p" | head -1 | awk '{printf "%.3f", $1}'; }

# tera GIGA prints thousands of them.
tera() { awk "BEGIN{printf \"%.3f\", ${1:-0}/1000}"; }

{
	echo "# Accelerator check"
	echo
	echo "$(date -u +%Y-%m-%d), $("$bin/tengen" version)"
	echo
	echo '```'
	"$bin/tengen" doctor
	nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm --format=csv 2>/dev/null || echo "nvidia-smi: not there"
	echo '```'
	echo
	echo "## Conformance"
	echo
	if "$bin/xla.test" -test.v -test.timeout 20m -test.run "${TESTS:-.}" >"$run/conformance.txt" 2>&1; then
		echo "passed: $(grep -c -- '--- PASS' "$run/conformance.txt") tests, not run: $(grep -c -- '--- SKIP' "$run/conformance.txt")"
		grep 'NOT RUN' "$run/conformance.txt" | sort -u | sed 's/^/    /'
	else
		echo "**FAILED**"
		echo '```'
		grep -E -- '--- FAIL|panic|Error|_test.go' "$run/conformance.txt" | head -40
		echo '```'
	fi
	echo
	echo "## Evaluations and learning"
	echo
	echo "The peak is what products of large matrices reach on all devices together, in the same precision and in turns with the work."
	echo "TFLOP/s count a 3x3 convolution as if it were computed directly, so that they may be above the peak."
	echo
	echo "| network | precision | batch | evaluations/s | TFLOP/s | of the peak | samples learnt/s | of the peak | peak, TFLOP/s |"
	echo "|---|---|---|---|---|---|---|---|---|"
	devices=$("$bin/tengen" bench --engine xla --blocks 1 --channels 8 --batch 1 --threads 1 --seconds 0.1 --json 2>>"$run/bench.err" | sed -n 's/.*"devices":\([0-9]*\).*/\1/p')
	evaluators=$((2 * ${devices:-1})) # one sends to each device while the other computes
	IFS=, read -ra list <<<"$networks"
	for net in "${list[@]}"; do
		read -r blocks channels size <<<"$net"
		for precision in $precisions; do
			for batch in $batches; do
				common=(--engine xla --precision "$precision" --blocks "$blocks" --channels "$channels" --size "$size" --batch "$batch" --json)
				eval=$("$bin/tengen" bench "${common[@]}" --threads "$evaluators" --seconds 3 2>>"$run/bench.err")
				learn=$("$bin/tengen" bench "${common[@]}" --threads 1 --seconds 3 --train 2>>"$run/bench.err")
				rate=$(field evals_per_second <<<"$eval") learnt=$(field samples_per_second <<<"$learn")
				echo "| ${blocks}x${channels} on ${size}x${size} | $precision | $batch | ${rate:-failed} | $(tera "$(field effective_gflops <<<"$eval")") | $(field of_peak <<<"$eval") | ${learnt:-failed} | $(field of_peak <<<"$learn") | $(tera "$(field peak_gflops <<<"$eval")") |"
			done
		done
	done
	[ ! -s "$run/bench.err" ] || { echo; echo '```'; sort -u "$run/bench.err" | head -20; echo '```'; }
	echo
	echo "The same networks on this machine's CPU:"
	echo
	echo '```'
	"$bin/tengen" bench --engine cpu --blocks 6 --channels 64 --size 9 --batch 16 --seconds 3
	"$bin/tengen" bench --engine cpu --blocks 20 --channels 256 --size 19 --batch 8 --seconds 3
	echo '```'
	echo
	echo "## Self-play and learning, $minutes minutes"
	echo
	nvidia-smi --query-gpu=utilization.gpu --format=csv,noheader,nounits -l 1 >"$run/busy.txt" 2>/dev/null &
	smi=$!
	"$bin/tengen" train --config go9 --dir "$run/go9" --minutes "$minutes" --engine xla \
		--set network.blocks=6 --set network.channels=64 --set selfplay.games_in_flight=2048 >"$run/train.txt" 2>&1 || { echo "**FAILED**"; tail -5 "$run/train.txt"; }
	kill "$smi" 2>/dev/null
	wait "$smi" 2>/dev/null
	echo '```'
	tail -1 "$run/train.txt"
	"$bin/tengen" inspect --json "$run/go9"
	echo '```'
	awk '{n++; s+=$1} END {if (n) printf "\nThe GPU was busy for %.0f %% of the time (mean of %d samples, one a second).\n", s/n, n; else print "\nHow busy the GPU was is not known: no nvidia-smi."}' "$run/busy.txt"
} | tee "$out.part"
mv "$out.part" "$out"
! grep -qE '\*\*FAILED\*\*|^BAD |\| failed \|' "$out"
