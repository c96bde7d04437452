#!/usr/bin/env bash
# The benchmarks of the llm-service, on the real service in a process of its own. The report goes to standard output, as
# Markdown ready for benchmarks/results/.
#   run.sh llm                    all of them in turn
#   run.sh PROGRAM [OPTION]...    one of them, with options of its own:
#     llm-quality       exact match, F1, citations and abstentions of the extractive answerer and of the small model
#                       --questions 200 --unanswerable 50
#     llm-calibration   precision and recall of the marks on sentences, and of abstaining, at the thresholds in the code
#     llm-load          many prompts one by one and in batches, and overload, on a scripted server with four slots
#                       --callers 200
# QUERN_DATA is the folder of data sets (default ../shared/data). QUERN_WITHOUT_MODEL=1 measures the extractive answerer
# alone.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

EMBEDDING=$QUERN_ROOT/embedding-service/target/quarkus-app
LLM=$QUERN_ROOT/llm-service/target

calibrate() {
  [[ -d $LLM/test-classes/dev/quern/llm ]] || die "the tests of llm-service are not compiled: run ./quern test --quick."
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx1g \
    -cp "$LLM/test-classes:$LLM/classes:$(cat "$QUERN_ROOT/benchmarks/target/class-path")" \
    dev.quern.llm.Calibration "$(data_folder)/retrieval/xquad-en" "$EMBEDDING"
}

quality() {
  local model
  local -a given=()
  if [[ -z ${QUERN_WITHOUT_MODEL:-} ]]; then
    model=$(QUERN_MODEL=small "$QUERN_ROOT/deploy/models/language.sh")
    given=(--gguf "$model")
  fi
  run_program llm-quality --embedding "$EMBEDDING" --llm "$LLM/quarkus-app" --jvm-flags "${JVM_FLAGS[*]} -Xmx1g" \
    --data "$(data_folder)" "${given[@]}" "$@"
}

main() {
  local program what=${1:-llm}
  local -a programs=(llm-load llm-calibration llm-quality)
  case $what in
    llm) [[ $# -le 1 ]] || usage_error "options are for one program: ${programs[*]}" ;;
    llm-quality | llm-calibration | llm-load) programs=("$what") ;;
    -h | --help | help)
      help_of "${BASH_SOURCE[0]}"
      return
      ;;
    *) usage_error "there is no benchmark \`$what\`; \`benchmarks/llm/run.sh --help\` lists them." ;;
  esac
  use_java
  build_benchmarks
  describe_machine Answers llm "$@"
  for program in "${programs[@]}"; do
    case $program in
      llm-quality) quality "${@:2}" ;;
      llm-calibration) calibrate ;;
      llm-load) run_program llm-load --application "$LLM/quarkus-app" "${@:2}" ;;
    esac
  done
}

main "$@"
