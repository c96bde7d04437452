#!/usr/bin/env bash
# ./quern ingest [OPTION]... PATH...: files and folders to documents of a running Quern.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

MODULE=$QUERN_ROOT/command

help() {
  cat <<'TEXT'
Usage: ./quern ingest [OPTION]... PATH...

Uploads files, and folders with all that is in them, to a running Quern, waits until they can be searched, and tells what
became of them. The same command again goes on where the last one ended and sends only what is new or has changed.

Where to
  --url URL            the server (default: QUERN_URL, or http://127.0.0.1:8080)
  --key-file FILE      holds the API key (default: the variable QUERN_API_KEY); keys do not belong on command lines
  --collection NAME    (default: the server's)

Which files
  --include GLOB       only files like this, e.g. '*.pdf' or 'reports/**.docx'; may be given often
  --exclude GLOB       no files or folders like this; may be given often
  --hidden             those too whose name begins with a dot
  --follow             enter links to folders
  --dry-run            only show which files are meant

What documents are given
  --tag TAG            may be given often
  --language CODE      BCP 47, e.g. en
  --metadata JSON      values of the fields that the collection declares, e.g. '{"year": 1786}'

How
  --parallel N         uploads at once (default 4)
  --no-wait            do not wait until everything can be searched
  --again              send everything, whatever earlier runs have done
  --prune              delete the documents of files that are gone; only files that earlier runs have sent count
  --yes                do not ask before deleting
  --report FILE        write every failure to this file, as JSON lines

Exit status: 0 all is well, 1 some files failed, 2 the command line is wrong, 3 the server cannot be reached or does not
let us in, 130 interrupted (Ctrl-C ends in good order; a second one ends at once).
TEXT
}

module_fingerprint() (
  cd "$QUERN_ROOT" && find pom.xml command/pom.xml command/src/main -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum
)

is_module_built() {
  [[ -s $MODULE/target/class-path && $(cat "$MODULE/target/quern-built" 2>/dev/null) == "$(module_fingerprint)" ]]
}

# Of the whole of Quern only the module that is needed: some seconds instead of minutes.
build_module() {
  need_maven
  mkdir -p "$MODULE/target"
  local log=$MODULE/target/quern-build.log
  say "building the command (some seconds; the first time, with downloads, some more) ..."
  maven -pl command -Dmaven.test.skip=true -Dspotless.check.skip=true -Djacoco.skip=true process-classes >"$log" 2>&1 || {
    grep -E '^\[(ERROR|FATAL)\]' "$log" | head -30 >&2 || tail -n 30 "$log" >&2
    die "the build failed; the whole log is $log."
  }
  module_fingerprint >"$MODULE/target/quern-built"
}

terminal_columns() {
  local columns
  columns=$(stty size 2>/dev/null </dev/tty | cut -d' ' -f2) || true
  [[ $columns =~ ^[0-9]+$ && $columns -gt 20 ]] || columns=80
  printf '%s\n' "$columns"
}

main() {
  local argument flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx384m)
  for argument in "$@"; do
    [[ $argument != -- ]] || break
    if [[ $argument == -h || $argument == --help ]]; then
      help
      return
    fi
  done
  use_java
  [[ -n ${QUERN_SKIP_BUILD:-} ]] || is_module_built || build_module
  [[ ! -t 2 ]] || flags+=("-Dquern.columns=$(terminal_columns)")
  [[ ! -t 0 || ! -t 2 ]] || flags+=(-Dquern.answers=true)
  # Java takes file names to be written as the locale says.
  [[ $(locale charmap 2>/dev/null) == UTF-8 ]] || export LC_ALL=C.UTF-8
  exec "$JAVA_HOME/bin/java" "${flags[@]}" -cp "$MODULE/target/classes:$(cat "$MODULE/target/class-path")" \
    dev.quern.command.IngestWiring "$@"
}

main "$@"
