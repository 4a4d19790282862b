#!/usr/bin/env bash
# How like real scans the simulated ones are: prints real and simulated numbers side by side.
#
#   ./scripts/likeness.sh KITTI [FRAMES [SEED]]
#
# KITTI is a folder in KITTI layout with full-circle scans and labels. Needs neither libtorch nor
# Python. The exit code is 1 when any number lies outside the bounds that the table explains.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec cargo run --release --locked --quiet -p voxelnet-synth --example likeness -- "$@"
