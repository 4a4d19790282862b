#!/usr/bin/env bash
# Whether the paper's car network can learn at all: trains it on the frames with cars of a folder in
# KITTI layout, all of them in one batch and none of them varied, and looks for their cars again.
#
#   ./scripts/overfit.sh KITTI OUT [STEPS]
#
# Prints every car with its distance, points, IoU, score and verdict. The exit code is 1 when a car with 30
# points or more that an evaluation counts is not found at a 3D IoU of 0.7; what else is found is in
# OUT/cars.list. Meant for a handful of frames: each takes about 2 GB of memory.
# The program is built when it is not there yet; $VOXELNET names another one.
set -euo pipefail

if [ $# -lt 2 ] || [ "${1#-}" != "$1" ]; then
  sed -nE 's/^# ?//p' "${BASH_SOURCE[0]}" | tail -n +2 >&2
  exit 2
fi
readonly KITTI=$1 OUT=$2 STEPS=${3:-90} MIN_POINTS=30

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
voxelnet=${VOXELNET:-${CARGO_TARGET_DIR:-$top/target}/release/voxelnet}
if [ ! -x "$voxelnet" ]; then
  "$top/scripts/setup.sh" >&2
  (cd "$top" && cargo build --release --locked) >&2
fi

mkdir -p "$OUT"
readonly FRAMES=$OUT/cars.txt RUN=$OUT/run LIST=$OUT/cars.list
(cd "$KITTI/training/label_2" && { grep -l '^Car ' -- *.txt || true; } | sed 's/\.txt$//') >"$FRAMES"
if [ ! -s "$FRAMES" ]; then
  echo "error: no frame of $KITTI has a car" >&2
  exit 1
fi

# One step is one epoch. The statistics that BatchNorm learns with are then those it detects with.
"$voxelnet" train --config "$top/configs/kitti-car.toml" --data "$KITTI" --split "$FRAMES" --run "$RUN" \
  --set train.epochs="$STEPS" --set train.batch_size="$(wc -l <"$FRAMES")" \
  --set train.checkpoint_every_steps=30 --set train.validation.every_epochs=0 \
  --set "train.optimizer={ kind = 'adamw', weight_decay = 0.0 }" \
  --set "train.schedule={ kind = 'one-cycle', max_rate = 0.003, warmup_share = 0.2 }" \
  --set augment.max_rotation=0 --set "augment.scale=[1, 1]" \
  --set augment.objects.max_rotation=0 --set "augment.objects.translation_std_m=[0, 0, 0]"

"$voxelnet" eval --run "$RUN" --split "$FRAMES" --objects --min-points "$MIN_POINTS" >"$LIST"
sums=$(grep '^Car with' "$LIST")
sed '/^$/q' "$LIST"
echo "$sums"
[[ $sums =~ \ ([0-9]+)\ evaluated,\ ([0-9]+)\ of\ these\ found\ at\ 3D\ IoU ]]
[ "${BASH_REMATCH[1]}" -eq "${BASH_REMATCH[2]}" ]
