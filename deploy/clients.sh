#!/usr/bin/env bash
# The official clients of OpenAI's API and of the Model Context Protocol, to test Quern with.
#   clients.sh install                  gets them once: openai, langchain-openai, mcp for Python, openai for JavaScript
#   clients.sh run PROGRAM URL KEY      runs deploy/clients/PROGRAM against a running Quern
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

CLIENTS=$QUERN_ROOT/deploy/clients
# Compiled in parts, so one copy per kind of machine.
PLACE=$CACHE/clients/$(uname -s)-$(uname -m)

# folder FILE: changes whenever what is pinned there does
folder() {
  printf '%s/%s-%s\n' "$PLACE" "$1" "$(sha256_of "$CLIENTS/$2" | cut -c1-12)"
}

PYTHON_VERSION=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true)
PYTHON=$(folder "python$PYTHON_VERSION" requirements.txt)
NODE=$(folder node package-lock.json)

need_python() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null ||
    die "testing with clients for Python needs python3, 3.10 or newer, on the PATH."
  need_pip "testing with clients for Python"
}

need_node() {
  ! command -v node >/dev/null || ! command -v npm >/dev/null || return 0
  may_install || die "testing with OpenAI's client for JavaScript needs node 20 or newer and npm on the PATH."
  install_package npm
}

install_python() {
  [[ ! -d $PYTHON ]] || return 0
  need_python
  say "getting the clients for Python: OpenAI's, LangChain, and of the Model Context Protocol (once) ..."
  python3 -m pip install --quiet --no-deps --only-binary :all: --no-cache-dir --require-hashes \
    --target "$TEMPORARY/python" -r "$CLIENTS/requirements.txt" >"$TEMPORARY/log" 2>&1 ||
    die "the clients for Python could not be installed: $(tail -n 3 "$TEMPORARY/log")"
  mv "$TEMPORARY/python" "$PYTHON" 2>/dev/null || [[ -d $PYTHON ]]
}

install_node() {
  [[ ! -d $NODE ]] || return 0
  need_node
  say "getting OpenAI's client for JavaScript (once) ..."
  mkdir "$TEMPORARY/node"
  cp "$CLIENTS/package.json" "$CLIENTS/package-lock.json" "$TEMPORARY/node"
  (cd "$TEMPORARY/node" && npm ci --silent --no-audit --no-fund --ignore-scripts) >"$TEMPORARY/log" 2>&1 ||
    die "the client for JavaScript could not be installed: $(tail -n 3 "$TEMPORARY/log")"
  mv "$TEMPORARY/node" "$NODE" 2>/dev/null || [[ -d $NODE ]]
}

prepare() {
  make_folder "$PLACE" "the clients"
  remove_leftovers "$PLACE" install
  need_space "$PLACE" 300 "the clients"
  TEMPORARY=$(mktemp -d "$PLACE/install.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
}

# run PROGRAM URL KEY: a module is looked for beside the program that wants it, so that is where the client's are seen.
run() {
  case $1 in
    *.py)
      install_python
      PYTHONPATH=$PYTHON PYTHONDONTWRITEBYTECODE=1 QUERN_URL=$2 QUERN_KEY=$3 LANGSMITH_TRACING=false python3 "$CLIENTS/$1"
      ;;
    *.mjs)
      install_node
      cp "$CLIENTS/$1" "$NODE/"
      QUERN_URL=$2 QUERN_KEY=$3 node "$NODE/$1"
      ;;
    *) usage_error "a program ends with .py or .mjs" ;;
  esac
}

case ${1:-} in
  install)
    prepare
    install_python
    install_node
    ;;
  run)
    [[ $# -eq 4 ]] || usage_error "clients.sh run PROGRAM URL KEY"
    prepare
    run "$2" "$3" "$4"
    ;;
  *) usage_error "clients.sh install | run PROGRAM URL KEY" ;;
esac
