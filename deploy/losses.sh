#!/usr/bin/env bash
# ./quern losses: the test that nothing is lost, as long as wanted. `./quern test` has a short one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

is_count() {
  [[ $1 =~ ^[0-9]{1,6}$ ]]
}

main() {
  local store='Lucene,Weaviate' documents=1000 kills=20 tests
  while [[ $# -gt 0 ]]; do
    case $1 in
      --store)
        store=$(option_value "$@")
        case $store in
          lucene) store=Lucene ;;
          weaviate) store=Weaviate ;;
          *) usage_error "--store is lucene or weaviate, not $store." ;;
        esac
        ;;
      --documents)
        documents=$(option_value "$@")
        is_count "$documents" || usage_error "--documents needs a number, not $documents."
        ;;
      --kills)
        kills=$(option_value "$@")
        is_count "$kills" || usage_error "--kills needs a number, not $kills."
        ;;
      *) usage_error "\`losses\` does not know $1; \`./quern help\` tells what there is." ;;
    esac
    shift 2
  done
  use_java
  need_maven
  build_if_needed
  tests=$(printf 'NothingLostOn%sIT,' ${store//,/ })
  maven -pl standalone -am -Djacoco.skip=true "-Dit.test=${tests%,}" -DskipTests=false -Dtest=None \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    "-Dquern.losses.documents=$documents" "-Dquern.losses.kills.retrieval=$kills" -Dquern.losses.kills.weaviate=3 verify
}

main "$@"
