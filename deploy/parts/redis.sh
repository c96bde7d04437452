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

install() {
  may_install || die "the full stack needs redis-server $OLDEST or newer on the PATH: install it by your system's packages."
  install_package redis-server
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
save ""
appendonly no
maxmemory 256mb
maxmemory-policy volatile-lru
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
