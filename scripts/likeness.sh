#!/usr/bin/env bash
# How like real scans the simulated ones are: prints real and simulated numbers side by side.
#
#   ./scripts/likeness.sh KITTI [FRAMES [SEED [LABELS [SCENARIO]]]]
#
# KITTI is a folder in KITTI layout with scans and labels; scans may lack what lies behind the sensor.
# FRAMES scans of SCENARIO are simulated, 60 and street by default. LABELS is a folder of label files
# for the statistics of labels; without it, or with -, those of KITTI are taken. Needs neither libtorch
# nor Python. The exit code is 1 when any number lies outside the bounds that the table explains.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo run --release --locked --quiet -p voxelnet-synth --example likeness -- "$@"
