#!/usr/bin/env bash
# ./quern test [--quick]: everything that must be green, in phases with their times.
# The last line is `N passed, N failed`, over all test reports; a skipped test is a failed one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

LOGS=$QUERN_ROOT/target/quern-test

# Where stack.sh notes the stacks it starts, and leaves their logs.
STACKS=$LOGS/stacks

PARTS_SECONDS=1500
# Below the bound of CI, which would cut it off without a result.
RUN_SECONDS=4800

QUICK=false
PHASES=()
FAILED_PHASES=0
# Process groups that run: of the phase, of the installation beside it, and of what bounds the whole run.
RUNNING=
INSTALLING=
WATCHING=

# --- phases -----------------------------------------------------------------------------------------------------------

# phase NAME COMMAND...: runs it with its log kept, shows its progress, remembers how long it took
phase() {
  local name=$1 log=$LOGS/$1.log began=$SECONDS outcome=passed
  shift
  say "== $name"
  in_background with_progress "$log" "$@"
  RUNNING=$BACKGROUND
  if ! wait "$RUNNING"; then
    outcome=FAILED
    FAILED_PHASES=$((FAILED_PHASES + 1))
    say "$name failed. The last lines of $log:"
    tail -n 60 "$log" | cut -c1-400 | sed 's/^/  | /' >&2
  fi
  RUNNING=
  PHASES+=("$(printf '%-22s %5s s   %s' "$name" "$((SECONDS - began))" "$outcome")")
  [[ $outcome == passed ]]
}

# in_background COMMAND...: in a process group of its own, BACKGROUND, which can be ended as a whole at any moment
in_background() {
  set -m
  (
    set +m
    "$@"
  ) </dev/null &
  BACKGROUND=$!
  set +m
}

end_group() {
  [[ -n $1 ]] && kill -TERM -- "-$1" 2>/dev/null || return 0
  wait_until 40 is_group_gone "$1" || kill -KILL -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# In a container the dead may stay in the list of processes for ever: they do not count.
is_group_gone() {
  kill -0 -- "-$1" 2>/dev/null || return 0
  [[ -r /proc/self/stat ]] && ! { cat /proc/[0-9]*/stat 2>/dev/null || true; } | sed 's/.*) //' |
    awk -v group="$1" '$3 == group && $1 != "Z" { alive = 1 } END { exit !alive }'
}

with_progress() {
  local log=$1
  shift
  "$@" 2>&1 | tee "$log" | show_progress >&2
}

# Of Maven's lines only those that say how far it is and what is wrong; all of what the scripts say.
show_progress() {
  awk '
    /^\[INFO\] (Building |Tests run:.* in |BUILD )/ { sub(/ -- .* in /, " in "); print "  " substr($0, 1, 160); fflush(); next }
    /^\[ERROR\]/ { print "  " substr($0, 1, 300); fflush(); next }
    /^quern: |^[a-z].* \.\.\.$/ { print "  " $0; fflush() }'
}

# --- parts ------------------------------------------------------------------------------------------------------------

# Installing takes as long as building, so both happen at once.
install_parts_meanwhile() {
  rm -f "$LOGS/parts.done"
  in_background install_parts
  INSTALLING=$BACKGROUND
  INSTALLER="$INSTALLING $(process_birth "$INSTALLING")"
}

install_parts() {
  local outcome=0
  "$QUERN_ROOT/deploy/parts.sh" install >"$LOGS/parts-install.log" 2>&1 || outcome=$?
  printf '%s\n' "$outcome" >"$LOGS/parts.done"
}

are_parts_decided() {
  [[ -s $LOGS/parts.done ]] || ! is_alive "$INSTALLER"
}

wait_for_parts() {
  wait_until "$PARTS_SECONDS" are_parts_decided || true
  cat "$LOGS/parts-install.log"
  [[ -s $LOGS/parts.done ]] || die "installing the parts was ended, or takes more than $PARTS_SECONDS s."
  [[ $(cat "$LOGS/parts.done") == 0 ]]
}

# Installed, or what needs them is left out of the tests; that they could not be installed is a failure of its own.
have_parts() {
  phase parts wait_for_parts || {
    say "going on with the tests that need none of the parts."
    QUICK=true
    end_group "$INSTALLING"
  }
  INSTALLING=
}

# --- the build and its tests ------------------------------------------------------------------------------------------

clear_reports() {
  rm -f "$QUERN_ROOT"/*/target/surefire-reports/TEST-*.xml "$QUERN_ROOT"/*/target/failsafe-reports/TEST-*.xml
}

compile() {
  maven -DskipTests -Djacoco.skip=true package
}

# The end-to-end suite starts and ends the full stack itself (FullStackIT).
run_maven_tests() {
  local options=(--fail-at-end)
  [[ $QUICK == false ]] || options+=("-DexcludedGroups=weaviate,redis,full-stack")
  QUERN_WEAVIATE_SERVER=$("$QUERN_ROOT/deploy/parts/weaviate.sh" path) || true
  export QUERN_WEAVIATE_SERVER QUERN_STACK_RECORD=$STACKS
  maven "${options[@]}" verify || return 1
  mark_built
}

# --- the end ----------------------------------------------------------------------------------------------------------

# Prints "PASSED FAILED", and the failures themselves to standard error. A report's failures are elements of its cases.
count_tests() {
  find "$QUERN_ROOT" -path '*/target/*-reports/TEST-*.xml' -not -path '*/node_modules/*' -exec cat {} + | awk '
    function attribute(name) { return match($0, "[ \t]" name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    /<testsuite[ >]/ { suite = 1 }
    suite && /[ \t]tests="/ { tests += attribute("tests"); bad += attribute("errors") + attribute("failures") + attribute("skipped"); suite = 0 }
    /<testcase / { this = attribute("classname") "." attribute("name") }
    /<(failure|error|skipped)[ \/>]/ { match($0, /<(failure|error|skipped)/); print "  " substr($0, RSTART + 1, RLENGTH - 1) ": " this >"/dev/stderr" }
    END { print tests - bad, bad + 0 }'
}

# suite_seconds NAME...: how long the suites took together whose reports are named like that
suite_seconds() {
  find "$QUERN_ROOT" -path "*/target/$1-reports/TEST-$2.xml" -exec sed -n 's/^<testsuite .* time="\([0-9.]*\)".*/\1/p' {} + |
    awk '{ seconds += $1 } END { printf "%d", seconds }'
}

tell_phases() {
  local line full_stack
  full_stack=$(suite_seconds failsafe '*FullStackIT')
  for line in "${PHASES[@]}"; do
    printf '%s\n' "$line"
  done
  printf '  %-20s %5s s\n' "unit and contract" "$(suite_seconds surefire '*')" \
    "standalone end to end" "$(($(suite_seconds failsafe '*') - full_stack))" "full stack" "$full_stack"
  printf '%-22s %5s s\n' total "$SECONDS"
}

tell_result() {
  local passed failed
  say ""
  read -r passed failed < <(count_tests)
  # A phase that fails without a failing test (it does not compile, the stack does not start) is a failure too.
  [[ $FAILED_PHASES -le $failed ]] || failed=$FAILED_PHASES
  say ""
  tell_phases
  if [[ $passed -eq 0 ]]; then
    say "quern: no test was run."
    failed=$((failed + 1))
  fi
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [[ $failed -eq 0 ]]
}

# However this ends, nothing of it goes on running; not the stack either when the tests that started it were killed.
clean_up() {
  trap '' INT TERM ALRM
  trap - EXIT
  end_group "$WATCHING"
  end_group "$RUNNING"
  end_group "$INSTALLING"
  end_stacks
}

end_stacks() {
  local stack
  while IFS= read -r stack; do
    "$QUERN_ROOT/deploy/stack.sh" down "$stack" || true
  done < <(cat "$STACKS/folders" 2>/dev/null)
}

# watch_over "PID BIRTH": tells the run when its time is over
watch_over() {
  while is_alive "$1"; do
    if [[ $SECONDS -ge $RUN_SECONDS ]]; then
      kill -ALRM "${1%% *}"
      return
    fi
    sleep 5
  done
}

# Ended by the watch, there still is a result.
run_out_of_time() {
  say "quern: the tests have not ended after $RUN_SECONDS s, so they are ended."
  FAILED_PHASES=$((FAILED_PHASES + 1))
  PHASES+=("$(printf '%-22s %5s s   %s' "time is over" "$SECONDS" FAILED)")
  clean_up
  tell_result
  exit 1
}

test_everything() {
  phase lint "$QUERN_ROOT/deploy/lint.sh" || true
  # Tests of the adapters need the parts; where they are still to be installed, everything is compiled meanwhile.
  if [[ $QUICK == false ]] && ! "$QUERN_ROOT/deploy/parts.sh" installed; then
    install_parts_meanwhile
    phase compile compile || return 0
    have_parts
  fi
  phase tests run_maven_tests || true
}

# Started in the background of another script, interrupts are ignored by this and everything it starts, and a shell
# cannot undo that itself. The tests, which interrupt ./quern run, need them.
restore_interrupts() {
  [[ $(trap -p INT) == *"''"* ]] && env --default-signal=INT true 2>/dev/null || return 0
  exec env --default-signal=INT "${BASH_SOURCE[0]}" "$@"
}

main() {
  case "$*" in
    "") ;;
    --quick) QUICK=true ;;
    *) usage_error "\`test\` does not know $*; \`./quern help\` tells what there is." ;;
  esac
  restore_interrupts "$@"
  use_java
  need_maven
  # Of a run that was killed.
  end_stacks
  rm -rf "$LOGS"
  mkdir -p "$STACKS"
  need_space "$QUERN_ROOT" 2048 "testing"
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap run_out_of_time ALRM
  in_background watch_over "$$ $(process_birth $$)"
  WATCHING=$BACKGROUND
  clear_reports
  test_everything
  trap '' ALRM
  tell_result
}

main "$@"
