#!/usr/bin/env bash
# Detects on the validation split of a dataset with the best checkpoint of a run (its last if it was never
# validated), scores what was found, and prints the table.
#
#   ./scripts/evaluate.sh [--build] RUN DATA [OPTION...]
#
# OPTIONS go to `voxelnet eval`, such as --split, --iou 0.6/0.4/0.4, --full or --threads 2. The
# result files land in RUN/results/SPLIT (of another dataset than the run's own in DATASET-SPLIT there), the
# metrics in RUN/ap.json unless --json names another file.
# Several such files make one table with `voxelnet score --compare A.json B.json`. With --build the program
# is built when it is not there yet, after libtorch has been fetched; $VOXELNET names another program.
set -euo pipefail

build=
if [ "${1:-}" = --build ]; then
  build=yes
  shift
fi
if [ $# -lt 2 ] || [ "${1#-}" != "$1" ]; then
  sed -nE 's/^# ?//p' "${BASH_SOURCE[0]}" | tail -n +2 >&2
  exit 2
fi
readonly RUN=$1 DATA=$2
shift 2

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
voxelnet=${VOXELNET:-${CARGO_TARGET_DIR:-$top/target}/release/voxelnet}
if [ ! -x "$voxelnet" ]; then
  if [ -n "${VOXELNET:-}" ]; then
    echo "error: $voxelnet: no program, expected the one that \$VOXELNET names; unset it to use this checkout's" >&2
    exit 1
  fi
  if [ -z "$build" ]; then
    echo "error: $voxelnet: not built yet; --build as the first option builds it in several minutes" >&2
    exit 1
  fi
  echo "$voxelnet is built first: libtorch is fetched if it is missing (about 530 MB), then several minutes pass" >&2
  "$top/scripts/setup.sh" >&2
  (cd "$top" && cargo build --release --locked) >&2
fi
json=(--json "$RUN/ap.json")
previous=
for option in "$@"; do
  # The split `test` has no metrics to keep.
  case "$previous $option" in *" --json" | *" --json="* | "--split test" | *" --split=test") json=() ;; esac
  previous=$option
done
exec "$voxelnet" eval --run "$RUN" --data "$DATA" ${json[@]+"${json[@]}"} "$@"
