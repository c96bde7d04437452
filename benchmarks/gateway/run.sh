#!/usr/bin/env bash
# The benchmarks of the gateway, on all services in one process, as `./quern run` starts them. The report goes to standard
# output, as Markdown ready for benchmarks/results/.
#   run.sh gateway                all of them in turn
#   run.sh PROGRAM [OPTION]...    one of them, with options of its own:
#     gateway-chat       passing a chat on to a model server that answers at once, beside LiteLLM's proxy
#                        --seconds 10
#     gateway-answers    an answer that is cached, and one that is not, beside a LangChain pipeline
#                        --seconds 10
#     gateway-overload   questions at half, once, twice and five times what can be answered
#                        --seconds 20
#     gateway-streams    100, 500 and 2,000 answers that are read for a minute
#                        --seconds 60
# QUERN_DATA is the folder of data sets (default ../shared/data). QUERN_WITHOUT_PEERS=1 leaves the peers out.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

PEERS=$QUERN_ROOT/benchmarks/peers.sh

chat() {
  local -a peer=()
  if [[ -z ${QUERN_WITHOUT_PEERS:-} ]]; then
    "$PEERS" install proxy
    peer=(--litellm "$("$PEERS" path proxy)")
  fi
  run_program gateway-chat "${COMMON[@]}" "${peer[@]}" "$@"
}

answers() {
  local model
  local -a peer=()
  if [[ -z ${QUERN_WITHOUT_PEERS:-} ]]; then
    "$PEERS" install answers
    model=$("$QUERN_ROOT/deploy/models/embedding.sh" "$MODEL_NAME")
    export PYTHONPATH
    PYTHONPATH=$("$PEERS" path answers)
    peer=(--peer "python3 $QUERN_ROOT/benchmarks/gateway/langchain_pipeline.py --model $model")
  fi
  run_program gateway-answers "${COMMON[@]}" --data "$(data_folder)" "${peer[@]}" "$@"
}

main() {
  local program
  local -a programs=(gateway-chat gateway-answers gateway-overload gateway-streams)
  case ${1:-gateway} in
    gateway) [[ $# -le 1 ]] || usage_error "options are for one program: ${programs[*]}" ;;
    gateway-chat | gateway-answers | gateway-overload | gateway-streams) programs=("$1") ;;
    -h | --help | help)
      help_of "${BASH_SOURCE[0]}"
      return
      ;;
    *) usage_error "there is no benchmark \`$1\`; \`benchmarks/gateway/run.sh --help\` lists them." ;;
  esac
  use_java
  build_benchmarks
  COMMON=(--application "$QUERN_ROOT/standalone/target/quarkus-app" --jvm-flags "${JVM_FLAGS[*]} -Xmx2g")
  describe_machine Gateway gateway "$@"
  for program in "${programs[@]}"; do
    case $program in
      gateway-chat) chat "${@:2}" ;;
      gateway-answers) answers "${@:2}" ;;
      *) run_program "$program" "${COMMON[@]}" "${@:2}" ;;
    esac
  done
}

main "$@"
