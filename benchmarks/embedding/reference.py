#!/usr/bin/env python3
"""What Python makes of the same embedding models: the reference for vectors, quality and speed.

    benchmarks/peers.sh install
    export PYTHONPATH="$(benchmarks/peers.sh path)"
    python3 benchmarks/embedding/reference.py --model "$(deploy/models/embedding.sh all-MiniLM-L6-v2)" quality
    python3 benchmarks/embedding/reference.py --model "$(deploy/models/embedding.sh e5-small-v2)" --max-tokens 512 \\
        --query 'query: ' --passage 'passage: ' quality

    quality           nDCG@10 with exact search on SciFact (training queries) and Cranfield
    pairs             how well cosine follows people's judgement: korsts-dev, and the first 2,000 of qqp-dev
    vectors FILE      the vectors of about 1,000 fixed texts, one JSON object a line: {"text": ..., "vector": [...]}
    texts FILE        the texts of the speed figures, one JSON object a line: {"kind": ..., "text": ...}
    speed             texts per CPU second and per second, beside fastembed with the same weights where it is installed

--model is a folder with model.onnx and tokenizer.json. Data is read from QUERN_DATA. Everything that is printed, here
and for the peers, comes from one way to embed: `Model.embed`. A text is cut at --max-tokens, which is 256 for the MiniLM
models and has to be 512 for bge and e5. Texts are sorted by length and run in micro-batches of at most 512 tokens with
padding, which is the fastest that was found on CPUs. `texts` needs neither onnxruntime nor fastembed.
"""

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from importlib import metadata, util
from pathlib import Path

# Before the import: the runtime reads it then. Tokenizing must not use more threads than the model may.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import numpy as np  # noqa: E402
from tokenizers import Tokenizer  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("QUERN_DATA", ROOT / "../shared/data"))
USUAL_MAX_TOKENS = 256
MAX_BATCH_TOKENS = 512
BATCHES = (1, 16, 64)
THREADS = (1, 2)
SHORT, CHUNK = "short", "chunk"


def read_tokenizer(folder):
    """Takes texts of any length."""
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class Model:
    def __init__(self, folder, max_tokens, threads=1, pooling="mean"):
        # Not at the top, for whoever wants the texts only and has no runtime.
        import onnxruntime

        self.pooling = pooling
        self.tokenizer = read_tokenizer(folder)
        self.tokenizer.enable_truncation(max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            Path(folder) / "model.onnx", options, providers=["CPUExecutionProvider"]
        )
        self.inputs = {value.name for value in self.session.get_inputs()}

    def embed(self, texts):
        """One vector of unit length per text, in the order of the texts."""
        tokens = [encoding.ids for encoding in self.tokenizer.encode_batch(texts)]
        vectors = [None] * len(texts)
        for run in micro_batches([len(ids) for ids in tokens]):
            for position, vector in zip(run, self._run([tokens[i] for i in run])):
                vectors[position] = vector
        return np.array(vectors)

    def _run(self, batch):
        ids = np.zeros((len(batch), max(map(len, batch))), np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        values = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self.session.run(None, {name: values[name] for name in self.inputs})[0]
        pooled = hidden[:, 0] if self.pooling == "first" else (hidden * mask[..., None].astype(np.float32)).sum(axis=1)
        return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def micro_batches(lengths):
    """Positions of the texts, shortest first, in runs of at most MAX_BATCH_TOKENS with padding; a longer text is alone."""
    run = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if run and (len(run) + 1) * lengths[position] > MAX_BATCH_TOKENS:
            yield run
            run = []
        run.append(position)
    if run:
        yield run


# --- data -------------------------------------------------------------------------------------------------------------


def lines(*path):
    with open(DATA.joinpath(*path), encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def passage(document):
    """As the published figures have it: the title, then the text."""
    return f"{document.get('title', '')} {document['text']}".strip()


def judgements(*path):
    """For each query, the documents that are relevant and how much."""
    relevant = {}
    for line in DATA.joinpath(*path).read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant.setdefault(query, {})[document] = int(grade)
    return relevant


def evenly(items, count):
    """`count` of the items, from all over the list and always the same."""
    return [items[i * len(items) // count] for i in range(count)]


# --- quality ----------------------------------------------------------------------------------------------------------


def ndcg(ranking, relevant, depth=10):
    discounts = 1 / np.log2(np.arange(2, depth + 2))
    gains = [relevant.get(document, 0) for document in ranking[:depth]]
    ideal = sorted(relevant.values(), reverse=True)[:depth]
    return float(np.dot(gains, discounts[: len(gains)]) / np.dot(ideal, discounts[: len(ideal)]))


def mean_ndcg(model, name, split, prefixes):
    documents = lines("retrieval", name, "corpus.jsonl")
    relevant = judgements("retrieval", name, "qrels", split)
    queries = [query for query in lines("retrieval", name, "queries.jsonl") if query["_id"] in relevant]
    corpus = model.embed([prefixes.passage + passage(document) for document in documents])
    asked = model.embed([prefixes.query + query["text"] for query in queries])
    best = np.argsort(-(asked @ corpus.T), axis=1, kind="stable")[:, :10]
    names = [document["_id"] for document in documents]
    scores = [ndcg([names[i] for i in row], relevant[query["_id"]]) for query, row in zip(queries, best)]
    print(f"{name:10} {len(queries):4} queries ({split}), {len(names)} documents: nDCG@10 {np.mean(scores):.4f}", flush=True)


def quality(model, prefixes):
    mean_ndcg(model, "cranfield", "test.tsv", prefixes)
    mean_ndcg(model, "scifact", "train.tsv", prefixes)


def ranks(values):
    """From 1 on; equal values share the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]


def spearman(a, b):
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


def area_under_curve(scores, same):
    """How often a pair that means the same scores above one that does not."""
    count = same.sum()
    return float((ranks(scores)[same].sum() - count * (count + 1) / 2) / (count * (len(same) - count)))


def pairs(model, prefixes):
    for name, count, same in (("korsts-dev", None, 3), ("qqp-dev", 2000, 1)):
        rows = lines("pairs", f"{name}.jsonl")[:count]
        labels = np.array([row["label"] for row in rows], float)
        left, right = (model.embed([prefixes.query + row[side] for row in rows]) for side in "ab")
        cosines = (left * right).sum(axis=1)
        print(
            f"{name:10} {len(rows)} pairs: Spearman {spearman(cosines, labels):.4f},"
            f" AUC (label {same} or more) {area_under_curve(cosines, labels >= same):.4f}",
            flush=True,
        )


# --- vectors ----------------------------------------------------------------------------------------------------------


def fixed_texts():
    """Questions, sentences, paragraphs and abstracts, of 5 to far more than 256 tokens."""
    return [
        *evenly([passage(document) for document in lines("retrieval", "scifact", "corpus.jsonl")], 250),
        *evenly([query["text"] for query in lines("retrieval", "scifact", "queries.jsonl")], 150),
        *evenly([document["text"] for document in lines("retrieval", "xquad-en", "corpus.jsonl")], 200),
        *evenly([query["text"] for query in lines("retrieval", "xquad-en", "queries.jsonl")], 200),
        *evenly([row["a"] for row in lines("pairs", "qqp-dev.jsonl")], 200),
    ]


def write_lines(file, rows):
    with open(file, "w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def vectors(model, prefixes, file):
    texts = [prefixes.query + text for text in fixed_texts()]
    embedded = model.embed(texts)
    write_lines(
        file,
        ({"text": text, "vector": [round(float(x), 9) for x in vector]} for text, vector in zip(texts, embedded)),
    )
    print(f"{len(texts)} vectors written to {file}")


# --- speed ------------------------------------------------------------------------------------------------------------


def cut(tokenizer, text, tokens):
    """The beginning of the text, about that many tokens of it with the model's own two."""
    offsets = [end for _, end in tokenizer.encode(text).offsets]
    return text if len(offsets) <= tokens else text[: offsets[tokens - 2]]


def speed_texts(tokenizer):
    """The same whatever --max-tokens says: `tokenizer` does not cut."""
    questions = [row["a"] for row in lines("pairs", "qqp-dev.jsonl")]
    abstracts = [passage(document) for document in lines("retrieval", "scifact", "corpus.jsonl")]
    length = {text: len(tokenizer.encode(text).ids) for text in questions + abstracts}
    return {
        SHORT: evenly([text for text in questions if 17 <= length[text] <= 23], 256),
        CHUNK: [cut(tokenizer, text, 200) for text in evenly([t for t in abstracts if length[t] >= 200], 256)],
    }


def texts(tokenizer, file):
    write_lines(file, ({"kind": kind, "text": text} for kind, some in speed_texts(tokenizer).items() for text in some))


def fastembed_model(folder, max_tokens, threads, pooling):
    """fastembed on the same files: it wants a configuration beside them that says what the command line says here."""
    from fastembed import TextEmbedding
    from fastembed.common.model_description import ModelSource, PoolingType

    name = f"local-{threads}"
    kind = PoolingType.CLS if pooling == "first" else PoolingType.MEAN
    TextEmbedding.add_custom_model(
        name, pooling=kind, normalization=True, sources=ModelSource(hf=name), dim=384, model_file="model.onnx"
    )
    with tempfile.TemporaryDirectory() as place:
        for file in ("model.onnx", "tokenizer.json"):
            (Path(place) / file).symlink_to(Path(folder).resolve() / file)
        tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        padding = next(token for token in ("[PAD]", "<pad>") if tokenizer.token_to_id(token) is not None)
        configuration = {"model_max_length": max_tokens, "pad_token": padding}
        (Path(place) / "tokenizer_config.json").write_text(json.dumps(configuration), encoding="utf-8")
        return TextEmbedding(name, specific_model_path=place, threads=threads, providers=["CPUExecutionProvider"])


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(embed, some, batch, seconds):
    """Texts per CPU second and per second, for at least that long."""
    done, position = 0, 0
    wall, cpu = time.perf_counter(), cpu_seconds()
    while time.perf_counter() - wall < seconds:
        taken = [some[(position + i) % len(some)] for i in range(batch)]
        embed(taken)
        done, position = done + batch, position + batch
    return done / (cpu_seconds() - cpu), done / (time.perf_counter() - wall)


def ways(folder, max_tokens, threads, pooling, some):
    """Name, batch size and function of everything that is compared."""
    model = Model(folder, max_tokens, threads, pooling)
    yield from (("onnxruntime, batched" if size > 1 else "onnxruntime, one by one", size, model.embed) for size in BATCHES)
    if util.find_spec("fastembed"):
        peer = fastembed_model(folder, max_tokens, threads, pooling)
        agreement = (np.array(list(peer.embed(some))) * model.embed(some)).sum(axis=1).min()
        print(f"fastembed {metadata.version('fastembed')}, {threads} threads: cosine to ours at least {agreement:.6f}")
        yield from (
            ("fastembed", size, lambda taken, size=size: list(peer.embed(taken, batch_size=size))) for size in BATCHES
        )
    else:
        print("fastembed is not installed and left out.")


def speed(folder, max_tokens, pooling, seconds, rounds):
    """The rounds go over all cells, so that a busy while on the machine does not fall on one; medians are printed."""
    some = speed_texts(read_tokenizer(folder))
    cells = {}
    for threads in THREADS:
        for name, batch, embed in ways(folder, max_tokens, threads, pooling, some[SHORT][:64]):
            for kind in (SHORT, CHUNK):
                cells[threads, kind, name, batch] = embed
    figures = {cell: [] for cell in cells}
    for embed in cells.values():
        embed(some[SHORT][:2])
    for _ in range(rounds):
        for (threads, kind, name, batch), embed in cells.items():
            figures[threads, kind, name, batch].append(measure(embed, some[kind], batch, seconds))
    print(f"{'threads':>7} {'texts':6} {'what':24} {'batch':>5} {'texts/CPU s':>12} {'texts/s':>9}")
    for (threads, kind, name, batch), measured in sorted(figures.items(), key=lambda item: item[0][:2]):
        per_cpu, per_wall = (statistics.median(column) for column in zip(*measured))
        print(f"{threads:7} {kind:6} {name:24} {batch:5} {per_cpu:12.1f} {per_wall:9.1f}")


# --- command line -----------------------------------------------------------------------------------------------------


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="a folder with model.onnx and tokenizer.json")
    parser.add_argument("--pooling", choices=("mean", "first"), default="mean")
    parser.add_argument(
        "--max-tokens", type=int, default=USUAL_MAX_TOKENS, help="of a text, with the model's own two; the rest is cut off"
    )
    parser.add_argument("--query", default="", help="what is put before queries, and before all texts of pairs and vectors")
    parser.add_argument("--passage", default="", help="what is put before documents")
    parser.add_argument("--threads", type=int, default=1, help="not for speed, which measures 1 and 2")
    parser.add_argument("--seconds", type=float, default=2, help="a cell and round of speed")
    parser.add_argument("--rounds", type=int, default=3, help="of speed")
    parser.add_argument("what", choices=("quality", "pairs", "vectors", "texts", "speed"))
    parser.add_argument("file", nargs="?", help="for vectors and texts")
    chosen = parser.parse_args()
    if (chosen.file is not None) != (chosen.what in ("vectors", "texts")):
        parser.error("vectors and texts need a file, the others none.")
    if chosen.max_tokens < 3:
        parser.error(f"--max-tokens is {chosen.max_tokens} and has to be 3 or more.")
    return chosen


def main():
    chosen = arguments()
    if chosen.what == "texts":
        return texts(read_tokenizer(chosen.model), chosen.file)
    runtime = f"onnxruntime {metadata.version('onnxruntime')}, {os.cpu_count()} cores"
    print(f"{chosen.model}, {runtime}, at most {chosen.max_tokens} tokens: {chosen.what}", flush=True)
    if chosen.what == "speed":
        return speed(chosen.model, chosen.max_tokens, chosen.pooling, chosen.seconds, chosen.rounds)
    model = Model(chosen.model, chosen.max_tokens, chosen.threads, chosen.pooling)
    if chosen.what == "vectors":
        return vectors(model, chosen, chosen.file)
    return {"quality": quality, "pairs": pairs}[chosen.what](model, chosen)


if __name__ == "__main__":
    main()
