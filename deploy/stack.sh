#!/usr/bin/env bash
# The full stack on this machine: Weaviate, Redis, a llama.cpp server and the five services, a process each, all on
# loopback and with keys of their own.
#   stack.sh up [FOLDER] [--port N]   starts it and returns when everything is ready
#   stack.sh down [FOLDER]            ends exactly what up started there
#   stack.sh status [FOLDER]          tells what runs
#   stack.sh restart NAME [FOLDER]    starts a process of a running stack that has ended, and returns when it is ready
# FOLDER (default ./state/stack) keeps everything: data, logs, keys, process ids, and stack.env for whoever uses it.
# QUERN_STACK_RECORD=DIR, for tests, notes the folder in DIR/folders at up and copies the logs to DIR at down.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PARTS=(weaviate redis llama)
# The front goes first when the stack ends, the parts it stands on last.
STOPPING=(gateway retrieval llm embedding cache)
MODEL_NAME=smollm2-135m-instruct
READY_SECONDS=${STACK_READY_SECONDS:-240}
TERMINATION_SECONDS=25

heap_of() {
  case $1 in
    embedding) printf '384m\n' ;;
    retrieval) printf '512m\n' ;;
    *) printf '256m\n' ;;
  esac
}

# --- secrets and ports ------------------------------------------------------------------------------------------------

# Made once per folder: the data in it can only be read with them.
make_secrets() {
  local name
  for name in api-key weaviate-key redis-password llama-key; do
    [[ -s $FOLDER/secrets/$name ]] || openssl rand -hex 24 >"$FOLDER/secrets/$name"
  done
  for name in gateway retrieval; do
    [[ -s $FOLDER/secrets/$name.pem ]] || openssl genpkey -algorithm ed25519 -out "$FOLDER/secrets/$name.pem" 2>/dev/null ||
      die "making keys needs an openssl that knows Ed25519 (1.1.1 or newer)."
    openssl pkey -in "$FOLDER/secrets/$name.pem" -pubout -out "$FOLDER/secrets/$name.pub"
  done
}

secret() {
  cat "$FOLDER/secrets/$1"
}

port_names() {
  local service
  printf '%s\n' weaviate weaviate_grpc weaviate_gossip weaviate_data weaviate_raft weaviate_raft_rpc redis llama
  for service in "${SERVICES[@]}"; do
    printf '%s\n' "$service" "${service}_grpc"
  done
}

ports_are_free() {
  local name port
  while read -r name port; do
    ! is_listening "$port" || return 1
  done <"$FOLDER/ports"
}

# Ports are kept too, so that Weaviate, which remembers its own address, and people find them again. When somebody else
# has taken one meanwhile, all are chosen anew.
choose_ports() {
  if [[ ! -s $FOLDER/ports ]] || ! ports_are_free; then
    paste -d' ' <(port_names) <(free_ports "$(port_names | wc -l)") >"$FOLDER/ports"
  fi
  [[ -z $GATEWAY_PORT ]] || sed -i.old "s/^gateway .*/gateway $GATEWAY_PORT/" "$FOLDER/ports"
  rm -f "$FOLDER/ports.old"
}

port() {
  awk -v name="$1" '$1 == name { print $2 }' "$FOLDER/ports"
}

# --- what is started --------------------------------------------------------------------------------------------------

run_weaviate() {
  export PORT GRPC_PORT GOSSIP_PORT DATA_PORT RAFT_PORT RAFT_RPC_PORT DATA API_KEY
  PORT=$(port weaviate) GRPC_PORT=$(port weaviate_grpc) GOSSIP_PORT=$(port weaviate_gossip) DATA_PORT=$(port weaviate_data)
  RAFT_PORT=$(port weaviate_raft) RAFT_RPC_PORT=$(port weaviate_raft_rpc)
  DATA=$FOLDER/data/weaviate API_KEY=$(secret weaviate-key)
  exec "$QUERN_ROOT/deploy/parts/weaviate.sh" run
}

run_redis() {
  export PORT DATA PASSWORD
  PORT=$(port redis) DATA=$FOLDER/data/redis PASSWORD=$(secret redis-password)
  exec "$QUERN_ROOT/deploy/parts/redis.sh" run
}

run_llama() {
  export PORT MODEL=$FOLDER/model NAME=$MODEL_NAME API_KEY
  PORT=$(port llama) API_KEY=$(secret llama-key)
  exec "$QUERN_ROOT/deploy/parts/llama.sh" run
}

# One function per service: what it alone is told.
configure_gateway() {
  export QUERN_IDENTITY_ISSUER=gateway QUERN_IDENTITY_PRIVATE_KEY QUERN_GATEWAY_API_KEY QUERN_GATEWAY_TENANT=default
  export QUERN_GATEWAY_STATE=$FOLDER/data/gateway
  QUERN_IDENTITY_PRIVATE_KEY=$(secret gateway.pem) QUERN_GATEWAY_API_KEY=$(secret api-key)
}

configure_retrieval() {
  export QUERN_IDENTITY_ISSUER=retrieval QUERN_IDENTITY_PRIVATE_KEY QUERN_RETRIEVAL_STATE=$FOLDER/data/retrieval
  export QUERN_RETRIEVAL_STORE=WEAVIATE QUERN_RETRIEVAL_WEAVIATE_SCHEME=http QUERN_RETRIEVAL_WEAVIATE_HOST=127.0.0.1
  export QUERN_RETRIEVAL_WEAVIATE_PORT QUERN_RETRIEVAL_WEAVIATE_GRPC_PORT QUERN_RETRIEVAL_WEAVIATE_API_KEY
  QUERN_IDENTITY_PRIVATE_KEY=$(secret retrieval.pem) QUERN_RETRIEVAL_WEAVIATE_API_KEY=$(secret weaviate-key)
  QUERN_RETRIEVAL_WEAVIATE_PORT=$(port weaviate) QUERN_RETRIEVAL_WEAVIATE_GRPC_PORT=$(port weaviate_grpc)
}

configure_embedding() {
  :
}

configure_llm() {
  export QUERN_LLM_MODELS_LOCAL_BACK_END=OPENAI QUERN_LLM_MODELS_LOCAL_ID=$MODEL_NAME QUERN_LLM_MODELS_LOCAL_BASE_URL
  export QUERN_LLM_MODELS_LOCAL_API_KEY_FILE=$FOLDER/secrets/llama-key
  QUERN_LLM_MODELS_LOCAL_BASE_URL=http://127.0.0.1:$(port llama)/v1
}

configure_cache() {
  export QUERN_CACHE_REDIS_ENABLED=true QUERN_CACHE_REDIS_URI QUERN_CACHE_REDIS_PASSWORD
  QUERN_CACHE_REDIS_URI=redis://127.0.0.1:$(port redis) QUERN_CACHE_REDIS_PASSWORD=$(secret redis-password)
}

# What each of them is told: its own ports, where the others are, and whose signatures to believe.
configure_common() {
  export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT QUARKUS_GRPC_SERVER_HOST=127.0.0.1 QUARKUS_GRPC_SERVER_PORT
  QUARKUS_HTTP_PORT=$(port "$1") QUARKUS_GRPC_SERVER_PORT=$(port "$1_grpc")
  export QUERN_IDENTITY_TRUSTED_GATEWAY QUERN_IDENTITY_TRUSTED_RETRIEVAL
  QUERN_IDENTITY_TRUSTED_GATEWAY=$(secret gateway.pub) QUERN_IDENTITY_TRUSTED_RETRIEVAL=$(secret retrieval.pub)
  export QUERN_SERVICES_RETRIEVAL_HOST=127.0.0.1 QUERN_SERVICES_EMBEDDING_HOST=127.0.0.1
  export QUERN_SERVICES_LLM_HOST=127.0.0.1 QUERN_SERVICES_CACHE_HOST=127.0.0.1
  export QUERN_SERVICES_RETRIEVAL_PORT QUERN_SERVICES_EMBEDDING_PORT QUERN_SERVICES_LLM_PORT QUERN_SERVICES_CACHE_PORT
  QUERN_SERVICES_RETRIEVAL_PORT=$(port retrieval_grpc) QUERN_SERVICES_EMBEDDING_PORT=$(port embedding_grpc)
  QUERN_SERVICES_LLM_PORT=$(port llm_grpc) QUERN_SERVICES_CACHE_PORT=$(port cache_grpc)
}

run_service() {
  configure_common "$1"
  "configure_$1"
  cd "$FOLDER/data"
  exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "-Xmx$(heap_of "$1")" -jar "$FOLDER/apps/$1/quarkus-run.jar"
}

# Programs run from links to the built files, so that the next build does not pull them from under running processes.
copy_apps() {
  local service
  rm -rf "$FOLDER/apps"
  mkdir -p "$FOLDER/apps"
  for service in "${SERVICES[@]}"; do
    local app=$QUERN_ROOT/$service-service/target/quarkus-app
    [[ -f $app/quarkus-run.jar ]] || die "$service-service is not built: run ./quern build."
    cp -al "$app" "$FOLDER/apps/$service" 2>/dev/null || cp -R "$app" "$FOLDER/apps/$service"
  done
}

# --- processes --------------------------------------------------------------------------------------------------------

# start NAME COMMAND...: in a process group of its own, which outlives this script and its terminal
start() {
  local name=$1 pid
  shift
  set -m
  (
    set +m
    trap '' HUP
    "$@"
  ) </dev/null >"$FOLDER/logs/$name.log" 2>&1 &
  pid=$!
  set +m
  printf '%s %s\n' "$pid" "$(process_birth "$pid")" >"$FOLDER/pids/$name"
}

process_of() {
  cat "$FOLDER/pids/$1" 2>/dev/null
}

runs() {
  is_alive "$(process_of "$1")"
}

# stop NAME...: asks all of them to end, waits, then ends those that have not
stop() {
  local name
  for name in "$@"; do
    # A process that somebody has suspended hears nothing until it goes on.
    ! runs "$name" || { signal TERM "$name" && signal CONT "$name"; }
  done
  wait_until "$TERMINATION_SECONDS" all_gone "$@" || true
  for name in "$@"; do
    ! runs "$name" || signal KILL "$name"
    rm -f "$FOLDER/pids/$name"
  done
}

signal() {
  local process
  process=$(process_of "$2")
  kill "-$1" -- "-${process%% *}" 2>/dev/null || true
}

all_gone() {
  local name
  for name in "$@"; do
    ! runs "$name" || return 1
  done
}

# --- readiness --------------------------------------------------------------------------------------------------------

redis_answers() (
  exec 3<>"/dev/tcp/127.0.0.1/$(port redis)" || exit
  printf 'AUTH %s\r\nPING\r\n' "$(secret redis-password)" >&3
  IFS= read -r -t 2 -u 3 _ && IFS= read -r -t 2 -u 3 pong && [[ $pong == +PONG* ]]
)

is_ready() {
  case $1 in
    weaviate) answers_http "$(port weaviate)" /v1/.well-known/ready ;;
    redis) redis_answers 2>/dev/null ;;
    llama) answers_http "$(port llama)" /health ;;
    *) answers_http "$(port "$1")" /q/health/ready ;;
  esac
}

# Ready, or ended and never to be ready.
is_decided() {
  is_ready "$1" || ! runs "$1"
}

tell_failure() {
  say "quern: $1 $2. The last lines of $FOLDER/logs/$1.log:"
  tail -n 25 "$FOLDER/logs/$1.log" | cut -c1-400 | sed 's/^/  | /' >&2
}

wait_for_all() {
  local name end=$((SECONDS + READY_SECONDS)) left
  for name in "${PARTS[@]}" "${SERVICES[@]}"; do
    left=$((end - SECONDS))
    wait_until "$((left > 1 ? left : 1))" is_decided "$name" || {
      tell_failure "$name" "is not ready after $READY_SECONDS s"
      http_get "$(port "$name")" /q/health/ready 2>/dev/null | sed 's/^/  | /' >&2 || true
      return 1
    }
    runs "$name" || {
      tell_failure "$name" "has ended"
      return 1
    }
  done
}

# --- verbs ------------------------------------------------------------------------------------------------------------

write_description() {
  local name upper
  {
    printf 'QUERN_URL=http://127.0.0.1:%s\nQUERN_API_KEY=%s\n' "$(port gateway)" "$(secret api-key)"
    for name in "${PARTS[@]}" "${SERVICES[@]}"; do
      upper=$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')
      printf 'QUERN_STACK_%s_PID=%s\nQUERN_STACK_%s_PORT=%s\n' "$upper" "$(process_of "$name" | cut -d' ' -f1)" \
        "$upper" "$(port "$name")"
    done
  } >"$FOLDER/stack.env"
}

any_running() {
  ! all_gone "${PARTS[@]}" "${SERVICES[@]}"
}

check_before_start() {
  command -v openssl >/dev/null || die "making keys needs openssl on the PATH."
  [[ -z $GATEWAY_PORT ]] || ! is_listening "$GATEWAY_PORT" ||
    die "port $GATEWAY_PORT is in use: choose another with --port, or end the process that has it."
  need_space "$FOLDER" 1024 "the full stack"
}

prepare() {
  use_java
  ln -sfn "$("$QUERN_ROOT/deploy/models/language.sh")" "$FOLDER/model"
  mkdir -p "$FOLDER"/{secrets,pids,logs,data/{weaviate,redis,retrieval}}
  make_secrets
  choose_ports
  copy_apps
}

start_all() {
  local service
  start weaviate run_weaviate
  start redis run_redis
  start llama run_llama
  for service in "${SERVICES[@]}"; do
    start "$service" run_service "$service"
  done
}

up() {
  "$QUERN_ROOT/deploy/parts.sh" install || die "not all parts of the full stack could be installed."
  umask 077
  make_folder "$FOLDER" "the state of the stack"
  ! any_running || die "this stack already runs (its folder is $FOLDER): \`./quern down\` ends it."
  check_before_start
  prepare
  [[ -z ${QUERN_STACK_RECORD:-} ]] || printf '%s\n' "$FOLDER" >>"$QUERN_STACK_RECORD/folders"
  # Whatever happens from here on, nothing stays half started.
  trap 'down; exit 130' INT TERM
  trap down EXIT
  start_all
  wait_for_all || exit 1
  trap - EXIT INT TERM
  write_description
}

down() {
  trap - EXIT INT TERM
  stop "${STOPPING[@]}"
  stop "${PARTS[@]}"
  rm -rf "$FOLDER/stack.env" "$FOLDER/apps"
  [[ -z ${QUERN_STACK_RECORD:-} || ! -d $FOLDER/logs ]] || cp -R "$FOLDER/logs" "$QUERN_STACK_RECORD/"
}

# For tests, which kill what they like.
restart() {
  use_java
  [[ -s $FOLDER/stack.env ]] || die "no stack runs in $FOLDER."
  [[ " ${PARTS[*]} ${SERVICES[*]} " == *" $NAME "* ]] || usage_error "the stack has no process $NAME."
  # One that was killed a moment ago may still be on its way out.
  wait_until 10 all_gone "$NAME" || die "$NAME runs."
  start_again
  wait_until "$READY_SECONDS" is_decided "$NAME" || true
  if ! runs "$NAME" || ! is_ready "$NAME"; then
    tell_failure "$NAME" "did not become ready again"
    exit 1
  fi
  write_description
}

start_again() {
  local log=$FOLDER/logs/$NAME.log
  # What it said before is kept.
  [[ ! -e $log ]] || cat "$log" >>"$FOLDER/logs/$NAME-before.log"
  if [[ " ${PARTS[*]} " == *" $NAME "* ]]; then
    start "$NAME" "run_$NAME"
  else
    start "$NAME" run_service "$NAME"
  fi
}

status() {
  local name all=0
  for name in "${PARTS[@]}" "${SERVICES[@]}"; do
    if runs "$name"; then
      printf '%-10s process %-8s port %-6s %s\n' "$name" "$(process_of "$name" | cut -d' ' -f1)" "$(port "$name")" \
        "$(is_ready "$name" && printf ready || printf 'not ready')"
    else
      printf '%-10s not running\n' "$name"
      all=1
    fi
  done
  return "$all"
}

main() {
  local verb=${1:-}
  [[ $# -eq 0 ]] || shift
  FOLDER=$QUERN_ROOT/state/stack
  GATEWAY_PORT=
  NAME=
  if [[ $verb == restart ]]; then
    [[ $# -ge 1 ]] || usage_error "stack.sh restart NAME [FOLDER]"
    NAME=$1
    shift
  fi
  while [[ $# -gt 0 ]]; do
    case $1 in
      --port)
        GATEWAY_PORT=$(option_value "$@")
        is_port "$GATEWAY_PORT" || usage_error "--port needs a number from 1 to 65535, not $GATEWAY_PORT."
        shift 2
        ;;
      -*) usage_error "stack.sh does not know the option $1." ;;
      *)
        FOLDER=$(absolute "$1")
        shift
        ;;
    esac
  done
  case $verb in
    up) up ;;
    down) [[ ! -d $FOLDER ]] || down ;;
    status) status ;;
    restart) restart ;;
    *) usage_error "stack.sh up|down|status [FOLDER] [--port N], or restart NAME [FOLDER]" ;;
  esac
}

main "$@"
