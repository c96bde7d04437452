#!/usr/bin/env bash
# Weaviate, the durable store of the full stack.
#   weaviate.sh path      prints where its program is; fails when it is not installed
#   weaviate.sh install   builds it once, from its source
#   weaviate.sh run       becomes the server: PORT, GRPC_PORT, GOSSIP_PORT, DATA_PORT, RAFT_PORT, RAFT_RPC_PORT, DATA, API_KEY
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

VERSION=1.35.2
MODULE=github.com/weaviate/weaviate
# What Go's checksum database says of this version; it covers the source the program was built from.
SUM=h1:D/cB4Lz8BIhE8s6cMUa4dRhlz356r1LRqDLgr5pKhPA=

FOLDER=$CACHE/weaviate/$VERSION
PROGRAM=$FOLDER/weaviate-server

is_installed() {
  [[ -x $PROGRAM ]] && grep -q -F "$SUM" "$PROGRAM"
}

build_program() {
  command -v go >/dev/null || die "building Weaviate needs Go 1.25 or newer on the PATH: get it from go.dev."
  make_folder "$FOLDER" "Weaviate"
  need_space "$FOLDER" 6144 "building Weaviate"
  say "building Weaviate $VERSION (once, some minutes) ..."
  # Modules and objects (3 GB) are of no use afterwards, so they are not left in the caches of whoever runs this.
  TEMPORARY=$(mktemp -d "$FOLDER/build.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  GOBIN=$TEMPORARY/bin GOMODCACHE=$TEMPORARY/modules GOCACHE=$TEMPORARY/objects GOTMPDIR=$TEMPORARY \
    nice -n 5 go install -modcacherw -trimpath -ldflags "-s -w" "$MODULE/cmd/weaviate-server@v$VERSION" \
    >"$FOLDER/build.log" 2>&1 ||
    die "building Weaviate failed: $(tail -n 3 "$FOLDER/build.log") (the whole log is $FOLDER/build.log)"
  grep -q -F "$SUM" "$TEMPORARY/bin/weaviate-server" || die "the source of Weaviate $VERSION is not the expected one."
  mv "$TEMPORARY/bin/weaviate-server" "$PROGRAM"
}

# Nothing of our own environment, as Weaviate takes its settings from there.
forget_environment() {
  local name
  while IFS= read -r name; do
    export -n "${name?}"
  done < <(compgen -e)
}

# Its gRPC and cluster ports listen on every interface whatever one says: so every way in needs a key, which is exported,
# not an argument of env, as everybody may see the arguments of a process.
run() {
  : "${PORT:?}" "${DATA:?}"
  cd "$DATA"
  forget_environment
  export PATH HOME=$DATA TMPDIR=${TMPDIR:-/tmp}
  export PERSISTENCE_DATA_PATH=$DATA DEFAULT_VECTORIZER_MODULE=none PERSISTENCE_MEMTABLES_FLUSH_DIRTY_AFTER_SECONDS=5
  export DISABLE_TELEMETRY=true GO_PROFILING_DISABLE=true LOG_LEVEL=warning GOMEMLIMIT=1GiB
  export AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false
  export AUTHENTICATION_APIKEY_ENABLED=true AUTHENTICATION_APIKEY_ALLOWED_KEYS=$API_KEY AUTHENTICATION_APIKEY_USERS=quern
  export AUTHORIZATION_ADMINLIST_ENABLED=true AUTHORIZATION_ADMINLIST_USERS=quern
  export CLUSTER_BASIC_AUTH_USERNAME=quern CLUSTER_BASIC_AUTH_PASSWORD=$API_KEY
  export CLUSTER_HOSTNAME=node1 CLUSTER_BIND_ADDR=127.0.0.1 CLUSTER_ADVERTISE_ADDR=127.0.0.1
  export CLUSTER_GOSSIP_BIND_PORT=$GOSSIP_PORT CLUSTER_DATA_BIND_PORT=$DATA_PORT
  export RAFT_PORT RAFT_INTERNAL_RPC_PORT=$RAFT_RPC_PORT GRPC_PORT
  exec "$PROGRAM" --host 127.0.0.1 --port "$PORT" --scheme http
}

case ${1:-} in
  path) is_installed && printf '%s\n' "$PROGRAM" ;;
  install)
    remove_leftovers "$FOLDER" build
    is_installed || build_program
    ;;
  run) run ;;
  *) usage_error "weaviate.sh path|install|run" ;;
esac
