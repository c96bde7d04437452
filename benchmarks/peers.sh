#!/usr/bin/env bash
# The benchmarks' Python packages, with fixed versions, got once.
#   peers.sh install [texts|search|documents|pairs|proxy|answers]   the peers of embedding; only what `reference.py texts`
#                                     needs; the peers of search; those of ingestion; those of the semantic cache; those of
#                                     passing chats on; or those of answers
#   peers.sh path [...]                        prints the folder they are in, for PYTHONPATH; fails when they are not installed
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"

TEXT_PACKAGES=(tokenizers==0.23.3 numpy==2.4.6)
PACKAGES=(onnxruntime==1.28.0 "${TEXT_PACKAGES[@]}" fastembed==0.9.1)
SPACE=1000

# Compiled, so one copy per kind of machine and version of Python.
folder() {
  local versions
  versions=$(printf '%s\n' "${PACKAGES[@]}" | cksum | cut -d' ' -f1)
  printf '%s/benchmarks/python-%s/%s-%s-python%s\n' "$CACHE" "$versions" "$(uname -s)" "$(uname -m)" \
    "$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
}

install() {
  need_pip "installing the benchmarks' Python packages"
  make_folder "${FOLDER%/*}" "the benchmarks' Python packages"
  remove_leftovers "${FOLDER%/*}" install
  need_space "${FOLDER%/*}" "$SPACE" "installing the benchmarks' Python packages"
  say "installing Python packages (${PACKAGES[*]}) ..."
  TEMPORARY=$(mktemp -d "${FOLDER%/*}/install.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  python3 -m pip install --quiet --only-binary :all: --no-cache-dir --target "$TEMPORARY/site" "${PACKAGES[@]}" \
    >"$TEMPORARY/log" 2>&1 || die "the benchmarks' Python packages could not be installed: $(tail -n 3 "$TEMPORARY/log")"
  # Somebody else may have been faster.
  [[ -d $FOLDER ]] || mv "$TEMPORARY/site" "$FOLDER"
}

case ${2:-} in
  '') ;;
  texts)
    # tokenizers alone: what it depends on is for downloading models.
    PACKAGES=(--no-deps "${TEXT_PACKAGES[@]}")
    SPACE=200
    ;;
  pairs)
    PACKAGES=(onnxruntime==1.28.0 "${TEXT_PACKAGES[@]}" gptcache==0.1.44 faiss-cpu==1.15.1 sqlalchemy==2.1.9
      cachetools==8.0.1 requests==2.34.2)
    ;;
  proxy)
    PACKAGES=('litellm[proxy]==1.106.2')
    SPACE=2000
    ;;
  answers)
    PACKAGES=(onnxruntime==1.28.0 "${TEXT_PACKAGES[@]}" langchain-core==1.7.2 langchain-chroma==1.1.0 chromadb==1.5.9
      langchain-openai==1.7.3 fastapi==0.165.0 uvicorn==0.54.0)
    ;;
  search) PACKAGES=(onnxruntime==1.28.0 "${TEXT_PACKAGES[@]}" faiss-cpu==1.15.1) ;;
  documents)
    PACKAGES=(onnxruntime==1.28.0 "${TEXT_PACKAGES[@]}" langchain-core==1.7.2 langchain-community==0.4.2
      langchain-text-splitters==1.1.3 langchain-chroma==1.1.0 chromadb==1.5.9 pypdf==7.1.0 docx2txt==0.9
      beautifulsoup4==4.15.0 lxml==6.1.3 python-pptx==1.0.2 openpyxl==3.1.5)
    ;;
  *) usage_error "peers.sh install|path [texts|search|documents|pairs|proxy|answers]" ;;
esac
command -v python3 >/dev/null || die "the benchmarks need python3, 3.11 or newer, on the PATH."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  die "the benchmarks need python3, 3.11 or newer, as the fixed versions of their packages do; the one on the PATH," \
    "$(command -v python3), is $(python3 --version 2>&1)."
FOLDER=$(folder)
case ${1:-} in
  path) [[ -d $FOLDER ]] && printf '%s\n' "$FOLDER" ;;
  install) [[ -d $FOLDER ]] || install ;;
  *) usage_error "peers.sh install|path [texts|search|documents|pairs|proxy|answers]" ;;
esac
