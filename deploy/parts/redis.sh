#!/usr/bin/env bash
# Redis, the shared cache of the full stack.
#   redis.sh path      prints where its program is; fails when it is not installed
#   redis.sh install   from the system's packages, where we may
#   redis.sh run       becomes the server: PORT, DATA, PASSWORD
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

OLDEST=6.2.0

is_installed() {
  command -v redis-server >/dev/null || return 1
  version_at_least "$(redis-server --version | sed -n 's/.* v=\([0-9.]*\).*/\1/p')" "$OLDEST"
}

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

# Maven tests, other scripts and people install at the same time: wait for them. RUNLEVEL=1 keeps Debian from starting
# the package's own server.
install_package() {
  local options=(-q -y --no-install-recommends -o DPkg::Lock::Timeout=300)
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get "${options[@]}" install redis-server
}

install() {
  may_install || die "the full stack needs redis-server $OLDEST or newer on the PATH: install it by your system's packages."
  say "installing redis-server ..."
  make_folder "$CACHE" "the log of installing Redis"
  local log=$CACHE/redis-install.log
  install_package >"$log" 2>&1 || {
    as_root apt-get -q update && install_package
  } >>"$log" 2>&1 || die "installing redis-server failed: $(tail -n 3 "$log") (the whole log is $log)"
  is_installed || die "the redis-server of this system is older than $OLDEST: put a newer one on the PATH."
}

# The password goes by a file, as everybody may see the arguments of a process.
run() {
  : "${PORT:?}" "${DATA:?}"
  cd "$DATA"
  (
    umask 077
    cat >redis.conf <<CONF
bind 127.0.0.1
port $PORT
requirepass $PASSWORD
dir $DATA
save ""
appendonly no
maxmemory 256mb
maxmemory-policy allkeys-lru
CONF
  )
  exec redis-server redis.conf
}

case ${1:-} in
  path) is_installed && command -v redis-server ;;
  install) is_installed || install ;;
  run) run ;;
  *) usage_error "redis.sh path|install|run" ;;
esac
