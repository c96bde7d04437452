# shellcheck shell=bash disable=SC2034
# What the benchmarks' scripts share. It is sourced, never run.

source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"

MODEL_NAME=all-MiniLM-L6-v2

# help_of SCRIPT: the comment at its head
help_of() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//p;}' "$1"
}

# version_of PROPERTY: as the parent POM has it
version_of() {
  sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$QUERN_ROOT/pom.xml"
}

build_benchmarks() {
  build_if_needed
  [[ -s $QUERN_ROOT/benchmarks/target/class-path ]] || die "the benchmarks are not built: run ./quern build."
}

# data_folder: where the data sets are
data_folder() {
  local data=${QUERN_DATA:-$QUERN_ROOT/../shared/data}
  [[ -d $data/retrieval && -d $data/pairs ]] || die "there are no data sets at $data: set QUERN_DATA to their folder."
  (cd "$data" && pwd -P)
}

# run_program NAME [OPTION]...
run_program() {
  say "$1 ..."
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx1g \
    -cp "$QUERN_ROOT/benchmarks/target/classes:$(cat "$QUERN_ROOT/benchmarks/target/class-path")" \
    dev.quern.benchmarks.Benchmarks "$@"
}

WEAVIATE_SECONDS=60
WEAVIATE=

# start_weaviate: a server for this run alone, in TEMPORARY; adds its options to COMMON
start_weaviate() {
  local -a ports
  "$QUERN_ROOT/deploy/parts/weaviate.sh" install
  read -r -d '' -a ports < <(free_ports 6) || true
  export WEAVIATE_KEY
  WEAVIATE_KEY=$(openssl rand -hex 24)
  mkdir -p "$TEMPORARY/weaviate"
  PORT=${ports[0]} GRPC_PORT=${ports[1]} GOSSIP_PORT=${ports[2]} DATA_PORT=${ports[3]} RAFT_PORT=${ports[4]} \
    RAFT_RPC_PORT=${ports[5]} DATA=$TEMPORARY/weaviate API_KEY=$WEAVIATE_KEY \
    "$QUERN_ROOT/deploy/parts/weaviate.sh" run >"$TEMPORARY/weaviate.log" 2>&1 &
  WEAVIATE=$!
  wait_until "$WEAVIATE_SECONDS" curl -sf -o /dev/null "http://127.0.0.1:${ports[0]}/v1/.well-known/ready" ||
    die "Weaviate did not become ready: $(tail -n 3 "$TEMPORARY/weaviate.log")"
  COMMON+=(--weaviate-port "${ports[0]}" --weaviate-grpc-port "${ports[1]}")
}

end_weaviate() {
  [[ -z $WEAVIATE ]] || kill "$WEAVIATE" 2>/dev/null || true
  rm -rf "$TEMPORARY"
}

processor() {
  sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1
}

commit() {
  if [[ -e $QUERN_ROOT/.git ]]; then
    git -C "$QUERN_ROOT" rev-parse --short HEAD
    git -C "$QUERN_ROOT" diff --quiet HEAD || printf 'with changes\n'
  else
    printf 'unknown\n'
  fi
}

# describe_machine TITLE GROUP [ARGUMENT]...
describe_machine() {
  printf '## %s, %s\n\n' "$1" "$(date -u +%Y-%m-%d)"
  # shellcheck disable=SC2016 # The backquotes are Markdown's.
  printf -- '- Command: `./quern bench %s`\n' "$([[ $# -gt 2 ]] && printf '%s' "${*:3}" || printf '%s' "$2")"
  printf -- '- Commit: %s\n' "$(commit | tr '\n' ' ')"
  printf -- '- Machine: %s cores, %s, %s GiB, %s; load average at the beginning %s\n' "$(getconf _NPROCESSORS_ONLN)" \
    "$(processor)" "$(awk '/^MemTotal/ { print int($2 / 1048576 + .5) }' /proc/meminfo)" "$(uname -sr)" \
    "$(cut -d' ' -f1-3 /proc/loadavg)"
  printf -- '- Java %s; model %s, fp32; ONNX Runtime %s\n\n' "$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")" \
    "$MODEL_NAME" "$(version_of onnxruntime.version)"
}
