#!/usr/bin/env bash
# Measures training of the paper's car network as one and as two ranks, a frame each, and says by a simple model how
# long a step would take with more of them. Needs Open MPI, libclang and Python; about five minutes on two cores.
#
#   ./scripts/scaling.sh [OUT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-data/scaling}
steps=${STEPS:-12}
./scripts/setup.sh
cargo build --release --locked -p voxelnet-cli --features mpi
cargo build --release --locked -p voxelnet-communicator --features mpi --example all_reduce
voxelnet=target/release/voxelnet
ranks() {
  local num=$1
  shift
  OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --bind-to core -n "$num" "$@"
}

rm -rf "$out"
mkdir -p "$out"
"$voxelnet" synth --out "$out/data" --frames 24 --seed 1 --quiet
train() {
  local num=$1
  ranks "$num" "$voxelnet" train --config configs/kitti-car.toml --data "$out/data" --split trainval --quiet \
    --run "$out/ranks-$num" --threads 1 --max-steps "$steps" --set "train.batch_size=$num" \
    --set train.validation.every_epochs=0 --set train.checkpoint_every_steps=1000
}
ranks 2 target/release/examples/all_reduce | tee "$out/all_reduce.txt"
train 1
train 2
python3 scripts/scaling-model.py "$out"
