#!/usr/bin/env bash
# The benchmarks of the cache-service. The report goes to standard output, as Markdown ready for benchmarks/results/; the
# rest to standard error.
#   run.sh cache                  all of them in turn
#   run.sh cache-semantic         how often questions that ask for the same get one answer, and others do, on labelled
#                                 pairs, beside plain cosine and GPTCache with the same vectors
#   run.sh cache-semantic fit     the weights of the score, fitted anew
#   run.sh cache-semantic wrong   the wrong hits, to be read
#   run.sh PROGRAM [OPTION]...    one of the programs, with options of its own:
#     cache-speed           an exact hit over gRPC from memory, from Redis and from disk, and a put, with 1 kB and 100 kB
#                           --seconds 2
#     cache-semantic-speed  lookups in the semantic cache with 1,000, 10,000 and 100,000 entries, without embedding
#                           --questions 10000 --seconds 10
#     cache-hit-rate        what memory hits under a Zipf workload, beside LRU and the clairvoyant optimum
# QUERN_DATA is the folder of data sets (default ../shared/data). QUERN_WITHOUT_PEERS=1 leaves GPTCache out. Needs python3,
# 3.11 or newer, with pip.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

HERE=$QUERN_ROOT/benchmarks/cache
REDIS=
PROGRAMS=(cache-speed cache-semantic-speed cache-hit-rate)

semantic() {
  local data site model what=${1:-report}
  local packages=pairs
  [[ -z ${QUERN_WITHOUT_PEERS:-} ]] || packages=
  data=$(data_folder)
  "$HERE/../peers.sh" install "$packages"
  site=$("$HERE/../peers.sh" path "$packages")
  model=$("$QUERN_ROOT/deploy/models/embedding.sh" "$MODEL_NAME")
  [[ $what != report ]] || describe_machine "When two questions ask for the same" cache-semantic cache-semantic
  PYTHONPATH=$site QUERN_DATA=$data python3 "$HERE/calibrate.py" --model "$model" \
    --classes "$QUERN_ROOT/cache-service/target/classes" --work "$CACHE/benchmarks/pairs" "$what"
}

program() {
  local application=$QUERN_ROOT/cache-service/target/quarkus-app
  case $1 in
    cache-speed)
      start_redis
      run_program "$1" --application "$application" --redis-port "$REDIS_PORT" "${@:2}"
      ;;
    cache-semantic-speed)
      run_program "$1" --application "$application" \
        --embedding-application "$QUERN_ROOT/embedding-service/target/quarkus-app" --data "$(data_folder)" "${@:2}"
      ;;
    *) run_program "$@" ;;
  esac
}

# start_redis: a server for this run alone, in TEMPORARY, on REDIS_PORT
start_redis() {
  TEMPORARY=$(mktemp -d)
  trap end_redis EXIT
  REDIS_PORT=$(free_ports 1)
  QUERN_BENCHMARK_REDIS_PASSWORD=$(openssl rand -hex 24)
  export QUERN_BENCHMARK_REDIS_PASSWORD
  "$QUERN_ROOT/deploy/parts/redis.sh" install >&2
  PORT=$REDIS_PORT DATA=$TEMPORARY PASSWORD=$QUERN_BENCHMARK_REDIS_PASSWORD "$QUERN_ROOT/deploy/parts/redis.sh" run \
    >"$TEMPORARY/redis.log" 2>&1 &
  REDIS=$!
  wait_until 30 is_listening "$REDIS_PORT" || die "Redis did not start: $(tail -n 3 "$TEMPORARY/redis.log")"
}

end_redis() {
  [[ -z $REDIS ]] || kill "$REDIS" 2>/dev/null || true
  rm -rf "$TEMPORARY"
}

main() {
  local name what=${1:-cache}
  case $what in
    cache) [[ $# -le 1 ]] || usage_error "options are for one program: cache-semantic ${PROGRAMS[*]}" ;;
    cache-semantic)
      case ${2:-report} in
        report | fit | wrong) ;;
        *) usage_error "cache-semantic takes nothing, fit or wrong, not $2." ;;
      esac
      ;;
    cache-speed | cache-semantic-speed | cache-hit-rate) PROGRAMS=("$what") ;;
    -h | --help | help)
      help_of "${BASH_SOURCE[0]}"
      return
      ;;
    *) usage_error "there is no benchmark \`$what\`; \`benchmarks/cache/run.sh --help\` lists them." ;;
  esac
  use_java
  build_benchmarks
  if [[ $what == cache || $what == cache-semantic ]]; then
    semantic "${@:2}"
  fi
  if [[ $what != cache-semantic ]]; then
    describe_machine Cache cache "$@"
    for name in "${PROGRAMS[@]}"; do
      program "$name" "${@:2}"
    done
  fi
}

main "$@"
