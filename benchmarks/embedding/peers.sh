#!/usr/bin/env bash
# The Python peers of the embedding-service, with fixed versions, got once.
#   peers.sh install   gets them as Python packages
#   peers.sh path      prints the folder they are in, for PYTHONPATH; fails when they are not installed
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../deploy/lib.sh"

PACKAGES=(onnxruntime==1.28.0 tokenizers==0.23.3 numpy==2.4.6 fastembed==0.9.1)

# Compiled, so one copy per kind of machine and version of Python.
folder() {
  local versions
  versions=$(printf '%s\n' "${PACKAGES[@]}" | cksum | cut -d' ' -f1)
  printf '%s/benchmarks/embedding-%s/%s-%s-python%s\n' "$CACHE" "$versions" "$(uname -s)" "$(uname -m)" \
    "$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
}

install() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || die "the Python peers need python3, 3.10 or newer."
  need_pip "installing the Python peers"
  make_folder "${FOLDER%/*}" "the Python peers"
  remove_leftovers "${FOLDER%/*}" install
  need_space "${FOLDER%/*}" 1000 "installing the Python peers"
  say "installing the Python peers (${PACKAGES[*]}) ..."
  TEMPORARY=$(mktemp -d "${FOLDER%/*}/install.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  python3 -m pip install --quiet --only-binary :all: --no-cache-dir --target "$TEMPORARY/site" "${PACKAGES[@]}" \
    >"$TEMPORARY/log" 2>&1 || die "the Python peers could not be installed: $(tail -n 3 "$TEMPORARY/log")"
  # Somebody else may have been faster.
  [[ -d $FOLDER ]] || mv "$TEMPORARY/site" "$FOLDER"
}

command -v python3 >/dev/null || die "the Python peers need python3 on the PATH."
FOLDER=$(folder)
case ${1:-} in
  path) [[ -d $FOLDER ]] && printf '%s\n' "$FOLDER" ;;
  install) [[ -d $FOLDER ]] || install ;;
  *) usage_error "peers.sh install|path" ;;
esac
