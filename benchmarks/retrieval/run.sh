#!/usr/bin/env bash
# The benchmarks of the retrieval-service, on the real services in processes of their own and on both stores: embedded
# Lucene and a Weaviate server. The report goes to standard output, as Markdown ready for benchmarks/results/.
#   run.sh retrieval              all of them in turn
#   run.sh PROGRAM [OPTION]...    one of the programs, with options of its own:
#     retrieval-quality   nDCG@10, recall and MRR of every way of searching
#                         --sets cranfield,scifact,xquad-en --profiles exact,hnsw,memory_constrained
#     retrieval-hops      questions that need two passages: what walking and taking questions apart bring
#     retrieval-speed     searches a second over short windows of all texts, filtered and not, and what the graph misses
#                         --seconds 60 --warm-up 20 --window 200 --sets cranfield,scifact,xquad-en
# QUERN_DATA is the folder of data sets (default ../shared/data). QUERN_WITHOUT_WEAVIATE=1 measures Lucene alone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

PROGRAMS=(retrieval-quality retrieval-hops retrieval-speed)
main() {
  local program
  case ${1:-retrieval} in
    retrieval) [[ $# -le 1 ]] || usage_error "options are for one program: ${PROGRAMS[*]}" ;;
    retrieval-quality | retrieval-hops | retrieval-speed) PROGRAMS=("$1") ;;
    -h | --help | help)
      help_of "${BASH_SOURCE[0]}"
      return
      ;;
    *) usage_error "there is no benchmark \`$1\`; \`benchmarks/retrieval/run.sh --help\` lists them." ;;
  esac
  use_java
  build_benchmarks
  TEMPORARY=$(mktemp -d)
  trap end_weaviate EXIT
  COMMON=(--embedding "$QUERN_ROOT/embedding-service/target/quarkus-app"
    --retrieval "$QUERN_ROOT/retrieval-service/target/quarkus-app" --jvm-flags "${JVM_FLAGS[*]}" --data "$(data_folder)")
  [[ -n ${QUERN_WITHOUT_WEAVIATE:-} ]] || start_weaviate
  describe_machine Retrieval retrieval "$@"
  for program in "${PROGRAMS[@]}"; do
    run_program "$program" "${COMMON[@]}" "${@:2}"
  done
}

main "$@"
