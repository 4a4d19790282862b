#!/usr/bin/env bash
# Says in minutes whether a change of the simulator helps on real frames: simulates 3500 frames, trains one epoch on them
# for each seed, detects in the real frames, and prints a table of the real frames with confidence intervals.
#
#   ./scripts/probe.sh KITTI_REAL OUT [--before OUT_OF_BEFORE] [--seeds "1 2"] [--frames N]
#
# KITTI_REAL is a folder in KITTI layout as in real-frames.sh. Everything lands in OUT, outside the checkout, and the
# table in OUT/table.txt, too. With --before the table compares with the OUT of an earlier call, such as one in a checkout
# before the change, for the same seeds. Steps that are done are not repeated: a second call goes on, and is refused when
# the program, the frames or their number are others. Each seed is a training of 1750 steps of two scans; the seeds are 1
# and 2 unless others are given. --frames is for a try. The program is built first; $VOXELNET names another one.
set -euo pipefail

usage() {
  sed -nE '/^set /q; s/^# ?//p' "${BASH_SOURCE[0]}" | tail -n +2 >&2
  exit 2
}
fail() { echo "error: $*" >&2; exit 1; }
# The nearest folder above a path that exists, or the path itself.
existing() {
  local path=$1
  while [ ! -d "$path" ]; do path=$(dirname "$path"); done
  (cd "$path" && pwd -P)
}

before='' seeds='1 2' frames=3500
words=()
while [ $# -gt 0 ]; do
  case $1 in
    --before | --seeds | --frames)
      if [ $# -lt 2 ]; then usage; fi
      case $1 in --before) before=$2 ;; --seeds) seeds=$2 ;; --frames) frames=$2 ;; esac
      shift 2
      ;;
    -*) usage ;;
    *) words+=("$1") && shift ;;
  esac
done
if [ ${#words[@]} -ne 2 ] || ! [[ "$seeds " =~ ^([0-9]+ +)+$ && $frames =~ ^[1-9][0-9]*$ ]]; then usage; fi
read -ra seeds <<<"$seeds"
if [ "$(printf '%s\n' "${seeds[@]}" | sort -u | wc -l)" -ne ${#seeds[@]} ]; then usage; fi
readonly DATA=${words[0]} OUT=${words[1]}

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
config=$top/configs/synthetic.toml
[ -f "$DATA/ImageSets/val.txt" ] || fail "$DATA/ImageSets/val.txt: no such file, expected the frames to measure on, one a line"
compared=()
if [ -n "$before" ]; then
  for seed in "${seeds[@]}"; do
    [ -e "$before/done/detect-$seed" ] || fail "$before: no results of seed $seed, expected the OUT of an earlier call"
    compared+=("$before/real-$seed/results")
  done
fi
case $(existing "$OUT")/ in
  "$top"/*) fail "$OUT: in the checkout, expected an OUT outside it" ;;
esac

voxelnet=${VOXELNET:-}
if [ -z "$voxelnet" ]; then
  "$top/scripts/setup.sh" >&2
  (cd "$top" && cargo build --release --locked) >&2
  target=${CARGO_TARGET_DIR:-target}
  case $target in /*) ;; *) target=$top/$target ;; esac
  voxelnet=$target/release/voxelnet
fi
[ -x "$voxelnet" ] || fail "$voxelnet: no program, expected the one that \$VOXELNET names; unset it to use this checkout's"

mkdir -p "$OUT/done"
# What the steps that are done were done with.
made_of() {
  cksum <"$voxelnet" && cksum <"$config" && cksum <"$DATA/ImageSets/val.txt" && (cd "$DATA" && pwd -P) && echo "$frames frames"
}
if [ -e "$OUT/done/of" ]; then
  made_of | cmp -s - "$OUT/done/of" ||
    fail "$OUT: made with another program, configuration, KITTI_REAL or number of frames, expected a new OUT"
else
  made_of >"$OUT/done/of"
fi

# Runs a step, unless it is done.
once() {
  local step=$1
  shift
  if [ -e "$OUT/done/$step" ]; then return; fi
  echo "$step" >&2
  "$@" >&2
  touch "$OUT/done/$step"
}

train() {
  local seed=$1 run=$OUT/run-$1
  if [ -e "$run/config.toml" ]; then
    "$voxelnet" train --quiet --resume --run "$run"
  else
    "$voxelnet" train --quiet --config "$config" --data "$OUT/frames" --run "$run" --set train.epochs=1 \
      --set "train.seed=$seed" --set train.validation.every_epochs=0
  fi
}

detect() {
  local seed=$1 real=$OUT/real-$1
  rm -rf "$real"
  VOXELNET=$voxelnet "$top/scripts/real-frames.sh" "$DATA" --out "$real" --run "$OUT/run-$seed" --quiet > "$OUT/real-$seed.txt"
}

once synth "$voxelnet" synth --quiet --out "$OUT/frames" --frames "$frames" --scenario mixed --seed 11 --val-fraction 0
once prepare "$voxelnet" prepare --quiet --data "$OUT/frames" --config "$config"
results=()
for seed in "${seeds[@]}"; do
  once "train-$seed" train "$seed"
  once "detect-$seed" detect "$seed"
  results+=("$OUT/real-$seed/results")
done

if [ ${#compared[@]} -gt 0 ]; then results+=(--before "${compared[@]}"); fi
# Cargo reads the toolchain and its configuration from the checkout.
absolute() { case $1 in --*) echo "$1" ;; *) (cd "$1" && pwd -P) ;; esac; }
arguments=()
for word in "$DATA" "${results[@]}"; do arguments+=("$(absolute "$word")"); done
(cd "$top" && cargo run --release --locked --quiet -p voxelnet-metrics --example probe -- "${arguments[@]}") |
  tee "$OUT/table.txt.partial"
mv "$OUT/table.txt.partial" "$OUT/table.txt"
