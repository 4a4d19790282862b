#!/usr/bin/env bash
# Shows what 50 labelled frames of another sensor give: average precision of cars on 300 unseen simulated scans of that
# sensor, of the program's weights as they are, after fine-tuning, and of a training from scratch on 2000 frames.
#
#   ./scripts/other-sensor.sh OUT SENSOR [HEIGHT_M] [--scratch]
#
# SENSOR is hdl-64e, vlp-16, os1-128 or a file like those in configs/sensors; HEIGHT_M replaces its height above the
# road. Everything lands in OUT. Without --scratch the third training, which takes most of the time, is left out. The
# release program is built when it is not there yet; $VOXELNET names another one.
set -euo pipefail

scratch=
words=()
for word in "$@"; do
  if [ "$word" = --scratch ]; then scratch=yes; else words+=("$word"); fi
done
if [ ${#words[@]} -lt 2 ] || [ ${#words[@]} -gt 3 ] || [[ ${words[0]} == -* ]]; then
  sed -nE 's/^# ?//p' "${BASH_SOURCE[0]}" | tail -n +2 >&2
  exit 2
fi
readonly OUT=${words[0]} HEIGHT=${words[2]:-}
sensor=${words[1]}
if ! [[ ${HEIGHT:-1} =~ ^[0-9]+([.][0-9]+)?$ ]]; then
  echo "error: HEIGHT_M is \"$HEIGHT\", expected metres such as 1.0" >&2
  exit 2
fi

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
voxelnet=${VOXELNET:-${CARGO_TARGET_DIR:-$top/target}/release/voxelnet}
if [ ! -x "$voxelnet" ]; then
  "$top/scripts/setup.sh" >&2
  (cd "$top" && cargo build --release --locked) >&2
fi
weights=$top/data/weights/synthetic.safetensors

mkdir -p "$OUT"
if [ -n "$HEIGHT" ]; then
  file=$sensor
  if [[ $sensor != *.toml ]]; then file=$top/configs/sensors/$sensor.toml; fi
  sed -E "s/^mount_height_m = .*/mount_height_m = $HEIGHT/" "$file" > "$OUT/sensor.toml"
  sensor=$OUT/sensor.toml
fi

synth() { "$voxelnet" synth --quiet --sensor "$sensor" "$@"; }
synth --out "$OUT/few" --frames 50 --seed 102 --val-fraction 0
synth --out "$OUT/unseen" --frames 300 --seed 103 --val-fraction 1

# Prints the rows of cars in 3D: R40 and R11 at each level, then the intervals of both.
evaluate() {
  local name=$1
  shift
  echo "$name"
  "$voxelnet" eval --quiet "$@" --set detection.min_score=0.05 --data "$OUT/unseen" --split val \
    --results "$OUT/results-$name" --bootstrap 1000 --json "$OUT/$name.json" 2> "$OUT/$name.log" |
    awk '/^car/ { is_car = 1 } is_car && $1 == "3d" { if (++rows <= 3) print "  " $0; is_car = 0 }'
}

evaluate as-is --weights "$weights"
rm -rf "$OUT/run-tuned"
SECONDS=0
"$voxelnet" train --quiet --weights "$weights" --data "$OUT/few" --run "$OUT/run-tuned"
echo "fine-tuned in $SECONDS s"
evaluate tuned --run "$OUT/run-tuned"
if [ -n "$scratch" ]; then
  synth --out "$OUT/many" --frames 2000 --seed 101 --val-fraction 0
  "$voxelnet" prepare --quiet --data "$OUT/many" --config "$top/configs/synthetic.toml"
  rm -rf "$OUT/run-scratch"
  SECONDS=0
  "$voxelnet" train --quiet --config "$top/configs/synthetic.toml" --data "$OUT/many" --run "$OUT/run-scratch" \
    --set train.validation.every_epochs=0
  echo "trained from scratch in $SECONDS s"
  evaluate scratch --run "$OUT/run-scratch"
fi
