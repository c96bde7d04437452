#!/usr/bin/env bash
# The benchmarks of the embedding-service, on the real service in a process of its own, beside its peers. The report goes
# to standard output, as Markdown ready for benchmarks/results/; the rest to standard error.
#   run.sh embedding              speed, load, mixed and quality in turn
#   run.sh PROGRAM [OPTION]...    one of the programs, with options of its own:
#     embedding-speed     texts per second and CPU second, beside langchain4j, Python onnxruntime and fastembed
#                         --seconds 3 --rounds 3 --warm-up 30
#     embedding-load      1, 8 and 64 clients with one text each, batching on and off; a lone text; a cached text
#                         --seconds 5 --rounds 3 --warm-up 30
#     embedding-mixed     how long a question waits during bulk ingestion
#                         --seconds 30 --bulk-clients 3 --warm-up 30
#     embedding-quality   nDCG@10 by exact search and cosine to the reference's vectors
#                         --vectors FILE, which `reference.py vectors` has written
#     embedding-soak      memory at full load; its exit status is 1 when requests failed
#                         --minutes 10 --interval 30 --warm-up 120 --bulk-clients 2 --single-clients 8 --cache-entries 2000
# QUERN_DATA is the folder of data sets (default ../shared/data). QUERN_WITHOUT_PEERS=1 leaves the peers out and does not
# get them. Needs python3, 3.11 or newer, with pip.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

HERE=$QUERN_ROOT/benchmarks/embedding
PROGRAMS=(embedding-speed embedding-load embedding-mixed embedding-quality)
# As the full stack has it.
HEAP=-Xmx384m

# The peers' parts and the texts that all are given. Sets COMMON, the options of every program.
prepare() {
  local data packages site model
  data=$(data_folder)
  packages=${QUERN_WITHOUT_PEERS:+texts}
  "$HERE/../peers.sh" install "$packages"
  site=$("$HERE/../peers.sh" path "$packages")
  model=$("$QUERN_ROOT/deploy/models/embedding.sh" "$MODEL_NAME")
  PYTHONPATH=$site QUERN_DATA=$data python3 "$HERE/reference.py" --model "$model" texts "$TEMPORARY/texts" >&2
  COMMON=(--application "$QUERN_ROOT/embedding-service/target/quarkus-app" --jvm-flags "${JVM_FLAGS[*]} $HEAP"
    --texts "$TEMPORARY/texts" --data "$data")
  [[ -z ${QUERN_WITHOUT_PEERS:-} ]] || return 0
  langchain4j_class_path
  COMMON+=(--reference "$HERE/reference.py" --site-packages "$site" --model "$model"
    --langchain4j "$HERE/langchain4j/Langchain4jPeer.java" --langchain4j-class-path "$(cat "$TEMPORARY/langchain4j")")
}

langchain4j_class_path() {
  need_maven
  maven -q -f "$HERE/langchain4j/pom.xml" "-Dminilm.version=$(version_of minilm.version)" \
    "-Donnxruntime.version=$(version_of onnxruntime.version)" \
    "org.apache.maven.plugins:maven-dependency-plugin:$(version_of maven-dependency-plugin.version):build-classpath" \
    "-Dmdep.outputFile=$TEMPORARY/langchain4j" >&2 || die "langchain4j could not be had by Maven; is there a network?"
}

main() {
  local program
  case ${1:-embedding} in
    embedding) [[ $# -le 1 ]] || usage_error "options are for one program: ${PROGRAMS[*]} embedding-soak" ;;
    embedding-speed | embedding-load | embedding-mixed | embedding-quality | embedding-soak) PROGRAMS=("$1") ;;
    -h | --help | help)
      help_of "${BASH_SOURCE[0]}"
      return
      ;;
    *) usage_error "there is no benchmark \`$1\`; \`benchmarks/embedding/run.sh --help\` lists them." ;;
  esac
  export ORT_DISABLE_TELEMETRY=1
  use_java
  build_benchmarks
  TEMPORARY=$(mktemp -d)
  trap 'rm -rf "$TEMPORARY"' EXIT
  prepare
  describe_machine Embedding embedding "$@"
  for program in "${PROGRAMS[@]}"; do
    run_program "$program" "${COMMON[@]}" "${@:2}"
  done
}

main "$@"
