#!/usr/bin/env bash
# Measures on real frames: detects in whole scans, down to the network's own score of 0.05 before any calibration, and
# prints all metrics with 95% confidence intervals: at the official and at loose overlaps, by distance, and plain average
# precision, which few pedestrians and cyclists do not cap.
#
#   ./scripts/real-frames.sh KITTI_REAL [--out OUT] [OPTION...]
#
# KITTI_REAL is a folder in KITTI layout: training/{velodyne,calib,label_2} and ImageSets/val.txt with the frames. OPTIONS
# go to `voxelnet detect`, such as --weights FILE, --run RUN or --threads 2; without any the weights of the program
# are measured. Result files and metrics.json land in OUT or in a new temporary folder, which is named at the end: what
# comes of real frames stays outside the checkout. The program is built when it is not there yet, after
# libtorch has been fetched; $VOXELNET names another program.
set -euo pipefail

if [ $# -lt 1 ] || [ "${1#-}" != "$1" ]; then
  sed -nE '/^set /q; s/^# ?//p' "${BASH_SOURCE[0]}" | tail -n +2 >&2
  exit 2
fi
readonly DATA=$1
shift

fail() { echo "error: $*" >&2; exit 1; }
# The nearest folder above a path that exists, or the path itself.
existing() {
  local path=$1
  while [ ! -d "$path" ]; do path=$(dirname "$path"); done
  (cd "$path" && pwd -P)
}
OUT=
options=()
while [ $# -gt 0 ]; do
  if [ "$1" = --out ]; then
    [ $# -ge 2 ] || fail "--out: expected a folder behind it"
    OUT=$2
    shift 2
  else
    options+=("$1")
    shift
  fi
done
readonly OUT
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
split=$DATA/ImageSets/val.txt
[ -f "$split" ] || fail "$split: no such file, expected the frames to measure on, one a line"
scans=()
while read -r frame || [ -n "$frame" ]; do
  if [ -n "$frame" ]; then scans+=("$DATA/training/velodyne/$frame.bin"); fi
done < <(tr -d '\r' <"$split")
[ ${#scans[@]} -gt 0 ] || fail "$split: no frames, expected one a line"

voxelnet=${VOXELNET:-${CARGO_TARGET_DIR:-$top/target}/release/voxelnet}
if [ ! -x "$voxelnet" ]; then
  if [ -n "${VOXELNET:-}" ]; then
    fail "$voxelnet: no program, expected the one that \$VOXELNET names; unset it to use this checkout's"
  fi
  echo "$voxelnet is built first: libtorch is fetched if it is missing (about 530 MB), then several minutes pass" >&2
  "$top/scripts/setup.sh" >&2
  (cd "$top" && cargo build --release --locked) >&2
fi

parent=${OUT:-${TMPDIR:-/tmp}}
case $(existing "$parent")/ in
  "$top"/*) fail "$parent: in the checkout, expected an --out or a TMPDIR outside it" ;;
esac
if [ -n "$OUT" ]; then
  mkdir -p "$OUT"
  out=$OUT
else
  out=$(mktemp -d "$parent/real-frames.XXXXXX")
fi
out=$(cd "$out" && pwd -P)
"$voxelnet" detect "${scans[@]}" --out "$out/results" --format kitti --calib "$DATA/training/calib" \
  --set detection.min_score=0.05 --set detection.calibration.enabled=false ${options[@]+"${options[@]}"}
# The record of the detection is no result file.
rm -f "$out/results/scans.jsonl"
"$voxelnet" score --data "$DATA" --split val --config "$top/configs/kitti.toml" --results "$out/results" \
  --bootstrap 1000 --full --json "$out/metrics.json"
echo "results and metrics are in $out" >&2
