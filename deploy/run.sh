#!/usr/bin/env bash
# ./quern run [--demo] [--port N] [--state DIR]: Quern in one process, in the foreground.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

READY_SECONDS=240
APP=$QUERN_ROOT/standalone/target/quarkus-app/quarkus-run.jar

DEMO=false
PORT=8080
STATE=$QUERN_ROOT/state
JAVA_PROCESS=

read_options() {
  while [[ $# -gt 0 ]]; do
    case $1 in
      --demo)
        DEMO=true
        shift
        ;;
      --port)
        PORT=$(option_value "$@")
        is_port "$PORT" || usage_error "--port needs a number from 1 to 65535, not $PORT."
        shift 2
        ;;
      --state)
        STATE=$(absolute "$(option_value "$@")")
        shift 2
        ;;
      *) usage_error "\`run\` does not know $1; \`./quern help\` tells what there is." ;;
    esac
  done
}

check_port() {
  ! is_listening "$PORT" || die "port $PORT is in use: choose another with --port, for example" \
    "\`./quern run --port $(free_ports 1)\`, or end the process that has it."
}

# lock_state: one run at a time on a state folder. The file holds the process that has it; a dead one's is taken over.
lock_state() {
  local lock=$STATE/run.lock holder
  holder=$(cat "$lock" 2>/dev/null) || true
  if [[ -n $holder ]] && is_alive "$holder"; then
    die "another ./quern run (process ${holder%% *}) uses $STATE: end it, or choose another folder with --state."
  fi
  rm -f "$lock"
  hold_lock $$ || die "another ./quern run has just started on $STATE."
}

# hold_lock PID: fails when somebody else was faster
hold_lock() {
  (
    set -o noclobber
    printf '%s %s\n' "$1" "$(process_birth "$1")" >"$STATE/run.lock"
  ) 2>/dev/null
}

is_lock_ours() {
  local holder _
  read -r holder _ 2>/dev/null <"$STATE/run.lock" && [[ $holder == "$$" || $holder == "$JAVA_PROCESS" ]]
}

# The language model: what was configured, else the one that QUERN_MODEL says as `local`, else none, which answers better
# than the smallest one (docs/decisions/0005-model-weights.md).
choose_model() {
  local model
  ! compgen -e | grep '^QUERN_LLM_MODELS_.*_BACK_END$' >/dev/null || return 0
  case ${QUERN_MODEL:-none} in
    none)
      say "unless a model is configured, answers are sentences quoted from the sources; QUERN_MODEL=small or" \
        "QUERN_MODEL=FILE.gguf adds a language model."
      ;;
    *)
      model=$("$QUERN_ROOT/deploy/models/language.sh") || exit 1
      export QUERN_LLM_MODELS_LOCAL_BACK_END=LLAMA_CPP QUERN_LLM_MODELS_LOCAL_GGUF=$model
      ;;
  esac
}

configure() {
  export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$PORT
  export QUARKUS_GRPC_SERVER_HOST=127.0.0.1 QUARKUS_GRPC_SERVER_PORT
  QUARKUS_GRPC_SERVER_PORT=$(free_ports 1)
  export QUERN_RETRIEVAL_STATE=$STATE/retrieval QUERN_GATEWAY_STATE=$STATE/gateway QUERN_STANDALONE_DEMO=$DEMO
  export QUARKUS_LOG_CONSOLE_JSON_ENABLED=${QUARKUS_LOG_CONSOLE_JSON_ENABLED:-false}
}

# What a person at a terminal cannot use: a part that is not ready yet says so often, and frameworks like to introduce
# themselves.
quiet_flags() {
  local category
  for category in io.quarkus.grpc io.micrometer ai.djl io.smallrye.health; do
    printf '%s\n' "-Dquarkus.log.category.\"$category\".level=ERROR"
  done
}

# Outlives Ctrl-C, so that the last lines are not lost.
copy_to_log() {
  trap '' INT TERM
  exec tee -a "$LOG"
}

# Quern's log goes to the terminal and to a file; the chatter of native libraries, on standard error, to the file only.
start() {
  local flag flags=()
  while IFS= read -r flag; do
    flags+=("$flag")
  done < <(quiet_flags)
  LOG=$STATE/quern.log
  [[ ! -f $LOG ]] || mv "$LOG" "$LOG.previous"
  (
    exec "$JAVA_HOME/bin/java" "${JVM_FLAGS[@]}" "${flags[@]}" "-XX:ErrorFile=$STATE/crash-%p.log" -Xmx2g -jar "$APP"
  ) </dev/null > >(copy_to_log) 2>>"$LOG" &
  JAVA_PROCESS=$!
  rm -f "$STATE/run.lock"
  hold_lock "$JAVA_PROCESS"
}

is_running() {
  [[ -n $JAVA_PROCESS ]] && kill -0 "$JAVA_PROCESS" 2>/dev/null
}

is_decided() {
  answers_http "$PORT" /q/health/ready || ! is_running
}

# However this script ends; once, and somebody else's lock stays.
stop() {
  trap '' INT TERM HUP
  trap - EXIT
  if is_running; then
    kill -TERM "$JAVA_PROCESS"
    wait "$JAVA_PROCESS" || true
  fi
  ! is_lock_ours || rm -f "$STATE/run.lock"
}

interrupted() {
  say "stopping ..."
  stop
  exit "$1"
}

give_up() {
  say "quern: Quern $1 The last lines of $LOG:"
  tail -n 20 "$LOG" | cut -c1-400 | sed 's/^/  | /' >&2
  say "What to do: the lines above name what is wrong. A setting: mend it or unset it. Memory: Quern needs 3 GB of it."
  stop
  exit 1
}

welcome() {
  local url=http://127.0.0.1:$PORT
  printf '\nready, open %s\n' "$url"
  if [[ $DEMO == true ]]; then
    show_question "$url" "What is the upper stone of a quern called?"
  else
    show_requests "$url"
  fi
  printf '  state:   %s (log: quern.log)\n  stop:    Ctrl-C\n\n' "$STATE"
}

main() {
  read_options "$@"
  use_java
  check_port
  (umask 077 && make_folder "$STATE" "the state")
  need_space "$STATE" 1024 "running Quern"
  build_if_needed
  choose_model
  umask 077
  lock_state
  trap stop EXIT
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  trap 'interrupted 129' HUP
  configure
  start
  wait_until "$READY_SECONDS" is_decided || give_up "is not ready after $READY_SECONDS s."
  is_running || give_up "could not start."
  welcome
  wait "$JAVA_PROCESS" || give_up "has ended by itself."
  stop
}

main "$@"
