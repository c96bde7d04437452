# shellcheck shell=bash disable=SC2034
# What ./quern and the scripts under deploy/ share. It is sourced, never run, and keeps to bash 3.2, which macOS has.
# Messages go to standard error, values to standard output.

QUERN_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
CACHE=${QUERN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/quern}
# pip's advice is of no use to whoever runs these scripts.
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1

JVM_FLAGS=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow --add-modules=jdk.incubator.vector
  -XX:+ExitOnOutOfMemoryError)
SERVICES=(cache embedding llm retrieval gateway)

# --- messages ---------------------------------------------------------------------------------------------------------

say() {
  printf '%s\n' "$*" >&2
}

die() {
  say "quern: $*"
  exit 1
}

usage_error() {
  say "quern: $*"
  exit 2
}

# option_value OPTION [VALUE]: the value, or a sentence that it is missing
option_value() {
  [[ $# -ge 2 && -n $2 ]] || usage_error "$1 needs a value; \`./quern help\` tells which."
  printf '%s\n' "$2"
}

# --- files ------------------------------------------------------------------------------------------------------------

sha256_of() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1" | cut -d' ' -f1
  else
    shasum -a 256 "$1" | cut -d' ' -f1
  fi
}

# absolute PATH: the same path from the root on; the file itself need not exist
absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}

# make_folder FOLDER WHAT
make_folder() {
  mkdir -p "$1" 2>/dev/null && [[ -w $1 ]] || die "cannot write $2 at $1: choose another folder or mend its rights."
}

# need_space FOLDER MIB WHAT
need_space() {
  local free
  free=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }')
  [[ $free -ge $2 ]] || die "$3 needs $2 MiB of free disk, but $1 has $free MiB: make room or choose another folder."
}

# remove_leftovers FOLDER NAME: of installations that were killed, the folders NAME.*; what is younger than two hours may
# still be in use
remove_leftovers() {
  [[ ! -d $1 ]] || find "$1" -maxdepth 1 -type d -name "$2.*" -mmin +120 -exec rm -rf {} +
}

# --- the system's packages --------------------------------------------------------------------------------------------

as_root() {
  if [[ $(id -u) -eq 0 ]]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

may_install() {
  command -v apt-get >/dev/null && as_root true 2>/dev/null
}

# Other scripts and people install at the same time: wait for them. RUNLEVEL=1 keeps Debian from starting a package's
# own server.
apt_install() {
  local options=(-q -y --no-install-recommends -o DPkg::Lock::Timeout=300)
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get "${options[@]}" install "$1"
}

# install_package PACKAGE: where may_install
install_package() {
  local log=$CACHE/$1-install.log
  make_folder "$CACHE" "the log of installing $1"
  say "installing $1 ..."
  apt_install "$1" >"$log" 2>&1 || {
    as_root apt-get -q update && apt_install "$1"
  } >>"$log" 2>&1 || die "installing $1 failed: $(tail -n 3 "$log") (the whole log is $log)"
}

has_pip() {
  python3 -m pip --version >/dev/null 2>&1
}

# need_pip WHAT: installs pip where we may, as Debian's python3 comes without
need_pip() {
  ! has_pip || return 0
  may_install || die "$1 needs python3 with pip on the PATH."
  install_package python3-pip
  has_pip || die "$1 needs python3 with pip, but the one on the PATH, $(command -v python3), has no pip."
}

# --- Java and Maven ---------------------------------------------------------------------------------------------------

# java_major HOME: the version of the JDK there, or nothing where there is none
java_major() {
  [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

java_on_path() {
  command -v java >/dev/null || return 0
  java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p'
}

java_candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  java_on_path
  local place
  for place in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
    printf '%s\n' "$place"
  done
}

# use_java: sets and exports JAVA_HOME: the one that is set, the one on PATH, or the first JDK 25 or newer found
use_java() {
  local home major
  while IFS= read -r home; do
    major=$(java_major "$home")
    if [[ ${major:-0} -ge 25 ]]; then
      export JAVA_HOME=$home
      return
    fi
  done < <(java_candidates)
  die "no JDK 25 found (looked at JAVA_HOME, PATH and the usual folders). Get one, for example Eclipse Temurin 25" \
    "from adoptium.net or by \`sdk install java 25-tem\`, and set JAVA_HOME if it lies in a place of its own."
}

# version_at_least HAVE WANT: compares three numbers
version_at_least() {
  awk -v have="$1" -v want="$2" 'BEGIN {
    split(have, h, "."); split(want, w, ".")
    for (i = 1; i <= 3; i++) { if (h[i] + 0 != w[i] + 0) exit !(h[i] + 0 > w[i] + 0) }
  }'
}

need_maven() {
  local how="get it from maven.apache.org or your system's packages and put mvn on the PATH."
  command -v mvn >/dev/null || die "building needs Maven 3.8.7 or newer: $how"
  local version
  version=$(cd "$QUERN_ROOT" && mvn -B -v 2>/dev/null | sed -n 's/^[^A]*Apache Maven \([0-9.]*\).*/\1/p')
  version_at_least "${version:-0}" 3.8.7 || die "building needs Maven 3.8.7 or newer, this one is ${version:-unknown}: $how"
}

# maven ARGUMENT...: from the root folder, where .mvn/jvm.config is
maven() (
  cd "$QUERN_ROOT" && drop_stale_stubs && exec mvn -B -ntp "$@"
)

# What was generated from a message that the contracts have no more stays, and no longer compiles.
drop_stale_stubs() {
  local generated=protocol/target/generated-sources
  [[ ! -d $generated || -z $(find protocol/src/main/proto -newer "$generated" -print -quit) ]] || rm -rf protocol/target
}

# --- building ---------------------------------------------------------------------------------------------------------

# Everything that ends up in the programs; by content, so that switching branches back and forth is noticed too.
sources_fingerprint() (
  cd "$QUERN_ROOT" || exit
  find pom.xml .mvn ./*/pom.xml ./*/src/main -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum
)

mark_built() {
  mkdir -p "$QUERN_ROOT/target"
  sources_fingerprint >"$QUERN_ROOT/target/quern-built"
}

is_built() {
  [[ -f $QUERN_ROOT/standalone/target/quarkus-app/quarkus-run.jar ]] &&
    [[ $(cat "$QUERN_ROOT/target/quern-built" 2>/dev/null) == "$(sources_fingerprint)" ]]
}

build() {
  need_maven
  need_space "$QUERN_ROOT" 1024 "building"
  local log=$QUERN_ROOT/target/quern-build.log began=$SECONDS
  mkdir -p "$QUERN_ROOT/target"
  say "building (one or two minutes; the first time, with downloads, some more) ..."
  rm -f "$QUERN_ROOT/target/quern-built"
  if ! maven -T 1C -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true package >"$log" 2>&1; then
    grep -E '^\[(ERROR|FATAL)\]' "$log" | head -30 >&2 || tail -n 30 "$log" >&2
    die "the build failed; the whole log is $log. Without a network the first build cannot work: it downloads libraries."
  fi
  mark_built
  say "built in $((SECONDS - began)) s"
}

# QUERN_SKIP_BUILD=1 is for tests of what is being built.
build_if_needed() {
  [[ -n ${QUERN_SKIP_BUILD:-} ]] || is_built || build
}

# --- network ----------------------------------------------------------------------------------------------------------

is_port() {
  [[ $1 =~ ^[0-9]{1,5}$ && $1 -ge 1 && $1 -le 65535 ]]
}

is_listening() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# free_ports COUNT: that many different ports nobody listens on, below the range that outgoing connections use
free_ports() {
  local found=" " port count=0
  while [[ $count -lt $1 ]]; do
    port=$((20000 + RANDOM % 12000))
    [[ $found == *" $port "* ]] && continue
    is_listening "$port" && continue
    found="$found$port "
    count=$((count + 1))
    printf '%s\n' "$port"
  done
}

# http_get PORT PATH: the body on standard output; fails unless the status is 200. Needs no curl.
http_get() {
  local line status=""
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&3
  IFS=' ' read -r -t 5 -u 3 line status line || true
  while IFS= read -r -t 5 -u 3 line && [[ $line != $'\r' ]]; do :; done
  while IFS= read -r -t 5 -u 3 line || [[ -n $line ]]; do
    printf '%s\n' "$line"
  done
  exec 3>&-
  [[ $status == 200 ]]
}

answers_http() {
  (http_get "$1" "$2") >/dev/null 2>&1
}

# --- processes --------------------------------------------------------------------------------------------------------

# process_birth PID: when it was started, in whatever unit: with it a reused process id is told from the right one
process_birth() {
  if [[ -r /proc/$1/stat ]]; then
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
  else
    ps -o lstart= -p "$1" 2>/dev/null | tr -s ' ' '-'
  fi
}

# is_alive "PID BIRTH": zombies are dead
is_alive() {
  local pid=${1%% *} birth=${1#* }
  [[ -n $pid ]] && kill -0 "$pid" 2>/dev/null || return 1
  [[ $(process_birth "$pid") == "$birth" ]] || return 1
  [[ ! -r /proc/$pid/stat ]] || ! grep -q ') Z ' "/proc/$pid/stat" 2>/dev/null
}

# wait_until SECONDS COMMAND...: true as soon as the command is, false after that time
wait_until() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [[ $SECONDS -lt $end ]] || return 1
    sleep 0.5
  done
}

# --- first steps ------------------------------------------------------------------------------------------------------

# show_requests URL [HEADER]: commands to try, for a Quern that has no documents yet
show_requests() {
  local json="-H 'Content-Type: application/json'" authorization=${2:+ -H $2}
  printf "  add:     curl -s %s/api/v1/documents%s %s -d '%s'\n" "$1" "$authorization" "$json" \
    '{"title": "Querns", "text": "A quern is a small mill that grinds grain by hand."}'
  show_question "$1" "What is a quern?" "${2:-}"
}

# show_question URL QUESTION [HEADER]
show_question() {
  printf "  ask:     curl -s %s/api/v1/rag/query%s -H 'Content-Type: application/json' -d '{\"query\": \"%s\"}'\n" \
    "$1" "${3:+ -H $3}" "$2"
}
