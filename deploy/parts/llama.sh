#!/usr/bin/env bash
# llama.cpp's server, the OpenAI-compatible language model of the full stack.
#   llama.sh path      prints the folder it is in; fails when it is not installed
#   llama.sh install   gets it as a Python package
#   llama.sh run       becomes the server: PORT, MODEL, API_KEY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

VERSION=2026.10.11549
SHA256_LINUX_X86_64=c54e7d13520ecc989c63dc99d55de3065e2f343a91f43f053d16b5e62077c261
SHA256_LINUX_AARCH64=e2a3e79e775515de4ad197e667f874070446ef9ac9cf2044bc9866bc4c72289e

# Compiled, so one copy per kind of machine.
FOLDER=$CACHE/xllamacpp/$VERSION/$(uname -s)-$(uname -m)

is_installed() {
  [[ -f $FOLDER/xllamacpp/__init__.py ]]
}

requirement() {
  printf 'xllamacpp==%s' "$VERSION"
  # Elsewhere the version is pinned, but no checksum of ours is known.
  [[ $(uname -s) != Linux ]] || printf ' --hash=sha256:%s' "$SHA256_LINUX_X86_64" "$SHA256_LINUX_AARCH64"
  printf '\n'
}

has_python() {
  python3 -c 'import sys, pip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

install() {
  has_python || die "the llama.cpp server needs python3 (3.10 or newer) with pip."
  make_folder "${FOLDER%/*}" "the llama.cpp server"
  remove_leftovers "${FOLDER%/*}" install
  need_space "${FOLDER%/*}" 500 "the llama.cpp server"
  say "installing the llama.cpp server (xllamacpp $VERSION) ..."
  TEMPORARY=$(mktemp -d "${FOLDER%/*}/install.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  requirement >"$TEMPORARY/requirements.txt"
  python3 -m pip install --quiet --no-deps --only-binary :all: --no-cache-dir --target "$TEMPORARY/site" \
    -r "$TEMPORARY/requirements.txt" >"$TEMPORARY/log" 2>&1 ||
    die "the llama.cpp server could not be installed: $(tail -n 3 "$TEMPORARY/log")"
  rm -rf "$FOLDER"
  mv "$TEMPORARY/site" "$FOLDER"
}

run() {
  cd /
  PYTHONPATH=$FOLDER exec python3 "$QUERN_ROOT/deploy/parts/llama_server.py"
}

case ${1:-} in
  path) is_installed && printf '%s\n' "$FOLDER" ;;
  install) is_installed || install ;;
  run) run ;;
  *) usage_error "llama.sh path|install|run" ;;
esac
