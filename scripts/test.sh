#!/usr/bin/env bash
# Checks everything: formatting, lints, tests, documentation.
#
#   ./scripts/test.sh [--mpi]
#
# With --mpi also the tests that start several processes with mpirun; Open MPI and libclang are installed for
# them where they can be.
#
# Tests on real scans run when VOXELNET_KITTI_MINI names a folder in KITTI layout (training/velodyne,
# label_2, calib), those against the official evaluation when VOXELNET_KITTI_EVAL names a folder with
# label_2, results and expected.json. VOXELNET_KITTI_REAL names the folder that scripts/real-frames.sh
# measures on: no file that git tracks may have the content of one there, or in the first folder.
# VOXELNET_SLOW_TESTS=1 adds five training steps of the paper's network, several minutes. What is not set
# is skipped with a message. Chromium, for the tests of the viewer, is installed where it can be. Tests of
# random cases draw the same ones every time; another PROPTEST_RNG_SEED draws others.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-1}"

with_mpi=
case "${1:-}" in
  "") ;;
  --mpi) with_mpi=yes ;;
  *) echo "usage: $0 [--mpi]" >&2; exit 2 ;;
esac

step() { printf '\n== %s\n' "$*"; }
# Installs packages of Debian where that is possible, silently.
install() {
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && timeout 900 apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1
}

step "libtorch"
./scripts/setup.sh
step "browser"
if [ -z "${VOXELNET_CHROMIUM:-}$(command -v chromium || command -v chromium-browser || command -v google-chrome)" ]; then
  if ! install chromium; then
    echo "Chromium is not here and cannot be installed, the tests of the viewer in a browser are skipped" >&2
  fi
fi
step "formatting"
cargo fmt --all --check
cargo fmt --manifest-path tests/structure/Cargo.toml --check
step "structure"
cargo test --locked --quiet --manifest-path tests/structure/Cargo.toml --target-dir target/structure
step "lints"
cargo clippy --workspace --all-targets --locked -- -D warnings
step "lints without libtorch"
cargo clippy -p voxelnet-cli --no-default-features --all-targets --locked -- -D warnings
if cargo tree -p voxelnet-cli --no-default-features --locked --edges normal | grep -E 'tch|torch'; then
  echo "the program without libtorch depends on it" >&2
  exit 1
fi
step "program without libtorch"
cargo test -p voxelnet-cli --no-default-features --test plain --locked
step "tests"
cargo test --workspace --locked
step "several ranks"
if [ -z "$with_mpi" ]; then
  echo "skipped: tests with several ranks, which need MPI; ./scripts/test.sh --mpi runs them" >&2
else
  if ! { command -v mpirun && command -v mpicc && ls /usr/lib/llvm-*/lib/libclang*.so*; } >/dev/null 2>&1; then
    install openmpi-bin libopenmpi-dev libclang-dev || echo "MPI cannot be installed here" >&2
  fi
  cargo clippy -p voxelnet-communicator -p voxelnet-cli --features voxelnet-cli/mpi --all-targets --locked -- -D warnings
  cargo test -p voxelnet-communicator --features mpi --locked
  # One at a time: ranks that wait for each other keep every core busy.
  cargo test -p voxelnet-cli --features mpi --test ranks --locked -- --test-threads 1
fi
step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
step "all checks passed"
