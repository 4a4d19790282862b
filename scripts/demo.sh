#!/usr/bin/env bash
# From nothing to detections: simulates a dataset, trains a small network on it, scores it on scenes
# it has not seen, and finds the cars in one of their scans. Everything lands in demo/.
#
#   ./scripts/demo.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly FRAMES=3100 VAL_FRACTION=0.0323 SEED=1
readonly DATA=demo/data RUN=demo/run OUT=demo/detections

started=$SECONDS
step() { printf '\n== %s (%d s)\n' "$*" $((SECONDS - started)); }

step "1/6 libtorch"
./scripts/setup.sh
step "2/6 building (about five minutes the first time)"
cargo build --release --locked
voxelnet=${CARGO_TARGET_DIR:-target}/release/voxelnet

rm -rf "$RUN" "$OUT"
step "3/6 simulating $FRAMES scans"
"$voxelnet" synth --out "$DATA" --frames "$FRAMES" --val-fraction "$VAL_FRACTION" --seed "$SEED"
step "4/6 training (at most seven minutes on two cores)"
"$voxelnet" train --config configs/quick.toml --data "$DATA" --run "$RUN"
step "5/6 scoring on the validation split"
"$voxelnet" eval --run "$RUN" --data "$DATA" --json demo/ap.json
step "6/6 detecting on one scan of it"
frame=$(tail -n 1 "$DATA/ImageSets/val.txt")
"$voxelnet" detect "$DATA/training/velodyne/$frame.bin" --run "$RUN" --out "$OUT" \
  --format json,kitti,png,ply --calib "$DATA/training/calib" --min-score 0.3
head -n 5 "$OUT/detections.jsonl"

step "done"
cat <<TEXT
  $OUT/$frame.png          the scan from above with the cars that were found
  $OUT/$frame.ply          the same in 3D, for MeshLab or CloudCompare
  $OUT/detections.jsonl    one JSON object per car: LiDAR frame, metres, radians
  demo/ap.json             average precision; the table above in machine-readable form
  $RUN                     checkpoints, log and configuration of the run

Next:
  your own scans      $voxelnet detect SCAN.bin --run $RUN --out results --format json,png
  longer training     $voxelnet train --config configs/quick.toml --set train.epochs=4 --data $DATA --run runs/longer
  KITTI itself        see data/README.md, then --config configs/kitti-car.toml
TEXT
