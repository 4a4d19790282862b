#!/usr/bin/env bash
# Makes libtorch 2.13.0 available as .libtorch/, where .cargo/config.toml expects it.
#
#   ./scripts/setup.sh
#
# Sources, in this order:
#   1. $LIBTORCH, if set (for example a CUDA libtorch): .libtorch becomes a link to it;
#   2. a Python torch 2.13 that `python3` can import: .libtorch becomes a link to it;
#   3. the torch 2.13.0 wheel, fetched with pip and unpacked, not installed.
# Safe to run again and to interrupt: .libtorch appears only when it is whole.
set -euo pipefail

readonly VERSION=2.13.0
readonly CUDA_WHEELS=(nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85)

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=$top/.libtorch
staging=$top/.libtorch.partial

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: error: %s\n' "$*" >&2
  exit 1
}

# The version of the libtorch in folder $1, without its build suffix; empty when there is none.
version_of() {
  local file
  for file in "$1/build-version" "$1/version.py"; do
    if [ -f "$file" ]; then
      sed -nE 's/.*([^0-9.]|^)([0-9]+\.[0-9]+\.[0-9]+).*/\2/p' "$file" | head -n 1
      return
    fi
  done
}

is_whole() {
  [ "$(version_of "$1")" = "$VERSION" ] && [ -e "$1/lib/libtorch.so" ] &&
    [ -e "$1/lib/libtorch_cpu.so" ] && [ -e "$1/lib/libc10.so" ] && [ -d "$1/include/torch" ]
}

link_to() {
  if [ -e "$target" ] && [ "$(cd "$target" && pwd -P)" = "$(cd "$1" && pwd -P)" ]; then
    return
  fi
  if [ -d "$target" ] && [ ! -L "$target" ]; then
    say "replacing the libtorch that was fetched earlier"
    rm -rf "$target"
  fi
  ln -sfn "$1" "$target"
}

check_tools() {
  command -v cargo >/dev/null || fail "cargo is missing; install Rust 1.89 or newer (rustup.rs)"
  command -v c++ >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null ||
    fail "no C++ compiler (c++, g++ or clang++); on Debian or Ubuntu: apt-get install g++"
}

# Fetches wheels $2... into folder $1, whatever Python runs here.
fetch_wheels() {
  local folder=$1 arch glibc platforms=()
  shift
  arch=$(uname -m)
  for glibc in 28 27 26 25 24 17; do platforms+=(--platform "manylinux_2_${glibc}_$arch"); done
  platforms+=(--platform "manylinux2014_$arch")
  python3 -m pip download --no-deps --only-binary=:all: --python-version 3.11 "${platforms[@]}" \
    --disable-pip-version-check --dest "$folder" "$@"
}

# Unpacks from every wheel in folder $1 what building and running on the CPU needs into folder $2.
unpack_wheels() {
  python3 - "$1" "$2" <<'PY'
import os, shutil, sys, zipfile

wheels, target = sys.argv[1:]
libraries = ("libtorch_cpu.so", "libc10.so", "libgomp", "libcudart.so", "libcupti.so",
             "libarm_compute", "libopenblas", "libgfortran")

def place(archive, member, path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with archive.open(member) as source, open(path, "wb") as sink:
        shutil.copyfileobj(source, sink)

for wheel in sorted(os.listdir(wheels)):
    if not wheel.endswith(".whl"):
        continue
    with zipfile.ZipFile(os.path.join(wheels, wheel)) as archive:
        for member in archive.namelist():
            name = os.path.basename(member)
            if member.startswith("torch/include/") and name:
                place(archive, member, os.path.join(target, member[len("torch/"):]))
            elif "/lib/" in member and name.startswith(libraries) or ".libs/" in member and name:
                place(archive, member, os.path.join(target, "lib", name))
PY
}

fetch() {
  command -v python3 >/dev/null || fail "python3 with pip is needed to fetch libtorch (or set LIBTORCH)"
  python3 -m pip --version >/dev/null 2>&1 ||
    fail "python3 has no pip; on Debian or Ubuntu: apt-get install python3-pip (or set LIBTORCH)"
  [ "$(uname -s)" = Linux ] ||
    fail "only Linux is fetched automatically; set LIBTORCH to a libtorch $VERSION"

  local wheels=("torch==$VERSION")
  case $(uname -m) in
    x86_64) wheels+=("${CUDA_WHEELS[@]}") ;; # libtorch_cpu.so of this wheel is linked against them
    aarch64) ;;
    *) fail "no libtorch wheel for $(uname -m); set LIBTORCH to a libtorch $VERSION" ;;
  esac

  say "fetching libtorch $VERSION (about 530 MB; seconds to several minutes, by your connection)"
  rm -rf "$staging"
  mkdir -p "$staging/wheels" "$staging/libtorch"
  fetch_wheels "$staging/wheels" "${wheels[@]}" || fail "pip could not fetch ${wheels[*]}"
  say "unpacking what the CPU needs"
  unpack_wheels "$staging/wheels" "$staging/libtorch"
  ln -s libtorch_cpu.so "$staging/libtorch/lib/libtorch.so"
  echo "$VERSION" >"$staging/libtorch/build-version"
  is_whole "$staging/libtorch" || fail "the wheel does not hold the expected files"
  if [ -L "$target" ]; then rm "$target"; else rm -rf "$target"; fi
  mv "$staging/libtorch" "$target"
  rm -rf "$staging"
}

python_torch() {
  command -v python3 >/dev/null || return 0
  python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true
}

main() {
  check_tools
  if [ -n "${LIBTORCH:-}" ]; then
    [ -d "$LIBTORCH" ] || fail "LIBTORCH=$LIBTORCH is not a folder"
    LIBTORCH=$(cd "$LIBTORCH" && pwd)
    local found
    found=$(version_of "$LIBTORCH")
    [ "$found" = "$VERSION" ] ||
      fail "LIBTORCH=$LIBTORCH holds version ${found:-unknown}, expected $VERSION"
    is_whole "$LIBTORCH" || fail "LIBTORCH=$LIBTORCH lacks libraries or headers of libtorch $VERSION"
    # Inside this checkout LIBTORCH may already be .libtorch itself.
    [ "$LIBTORCH" -ef "$target" ] || link_to "$LIBTORCH"
    say "using LIBTORCH=$LIBTORCH"
    return
  fi
  if is_whole "$target"; then
    say "libtorch $VERSION is in place"
    return
  fi
  local python
  python=$(python_torch)
  if [ -n "$python" ] && is_whole "$python"; then
    link_to "$python"
    say "using the Python torch in $python"
    return
  fi
  fetch
  say "libtorch $VERSION is in place (.libtorch, $(du -sh "$target" | cut -f 1))"
}

main "$@"
