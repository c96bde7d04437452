#!/usr/bin/env bash
# The benchmarks of ingestion, on the real services in processes of their own and on both stores: embedded Lucene and a
# Weaviate server. The report goes to standard output, as Markdown ready for benchmarks/results/.
#   run.sh ingestion              all of them in turn
#   run.sh PROGRAM [OPTION]...    one of the programs, with options of its own:
#     ingestion-formats     what becomes of each file of the data set of documents
#     ingestion-speed       documents and chunks a second and a CPU second, beside a LangChain pipeline
#                           --texts 1000
#     ingestion-questions   what a question waits for while documents are taken in as fast as they can be
#                           --seconds 30 --beat 200
# QUERN_DATA is the folder of data sets (default ../shared/data). QUERN_WITHOUT_WEAVIATE=1 measures Lucene alone,
# QUERN_WITHOUT_PEERS=1 leaves LangChain out.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

PROGRAMS=(ingestion-formats ingestion-speed ingestion-questions)

formats() {
  printf '### Ingestion: formats\n\n'
  local libraries=$QUERN_ROOT/retrieval-service/target/quarkus-app/lib
  # With the bounds and the class path that the service gives the process that reads files.
  "$JAVA_HOME/bin/java" -Xmx384m -Xss2m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -cp "$libraries/main/*:$libraries/boot/*" dev.quern.extractor.Survey "$(data_folder)/documents"
  printf '\n'
}

use_peer() {
  local peers=$QUERN_ROOT/benchmarks/peers.sh packages
  "$peers" install documents
  packages=$("$peers" path documents)
  PEER=(--peer "$QUERN_ROOT/benchmarks/ingestion/langchain_pipeline.py" --peer-packages "$packages"
    --model "$("$QUERN_ROOT/deploy/models/embedding.sh" "$MODEL_NAME")")
}

main() {
  local program
  case ${1:-ingestion} in
    ingestion) [[ $# -le 1 ]] || usage_error "options are for one program: ${PROGRAMS[*]}" ;;
    ingestion-formats | ingestion-speed | ingestion-questions) PROGRAMS=("$1") ;;
    -h | --help | help)
      help_of "${BASH_SOURCE[0]}"
      return
      ;;
    *) usage_error "there is no benchmark \`$1\`; \`benchmarks/ingestion/run.sh --help\` lists them." ;;
  esac
  use_java
  build_benchmarks
  TEMPORARY=$(mktemp -d)
  trap end_weaviate EXIT
  COMMON=(--embedding "$QUERN_ROOT/embedding-service/target/quarkus-app"
    --retrieval "$QUERN_ROOT/retrieval-service/target/quarkus-app" --jvm-flags "${JVM_FLAGS[*]}" --data "$(data_folder)")
  PEER=()
  [[ -n ${QUERN_WITHOUT_WEAVIATE:-} || ${PROGRAMS[*]} == ingestion-formats ]] || start_weaviate
  [[ -n ${QUERN_WITHOUT_PEERS:-} || ${PROGRAMS[*]} != *ingestion-speed* ]] || use_peer
  describe_machine Ingestion ingestion "$@"
  for program in "${PROGRAMS[@]}"; do
    case $program in
      ingestion-formats) formats ;;
      ingestion-speed) run_program "$program" "${COMMON[@]}" "${PEER[@]}" "${@:2}" ;;
      *) run_program "$program" "${COMMON[@]}" "${@:2}" ;;
    esac
  done
}

main "$@"
