#!/usr/bin/env python3
"""What a vector library in Python does with windows like those of `retrieval-speed`: HNSW, IVF and exact search.

    benchmarks/peers.sh install search
    export PYTHONPATH="$(benchmarks/peers.sh path search)"
    python3 benchmarks/retrieval/peers.py --model "$(deploy/models/embedding.sh all-MiniLM-L6-v2)" --vectors FILE

The windows are 200 characters, every 100, of all texts of the sets: about as many and as long as the passages of
`retrieval-speed`, though not cut at the same places. FILE (.npz) keeps their vectors and those of the questions, since
making 100,000 takes minutes. Every search runs on one thread; CPU time is that of the process.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import faiss  # noqa: E402
import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "embedding"))
import reference  # noqa: E402

SETS = ("cranfield", "scifact", "xquad-en")
WINDOW, STEP = 200, 100
NEIGHBOURS, CANDIDATES = 32, 200
FOUND = 10
EMBEDDED_AT_ONCE = 2_048
CELLS = 1_024


def lines(file):
    with open(file, encoding="utf-8") as content:
        return [json.loads(line) for line in content]


def windows():
    for name in SETS:
        for document in lines(reference.DATA / "retrieval" / name / "corpus.jsonl"):
            text = (document.get("title", "") + " " + document["text"]).strip()
            for start in range(0, max(1, len(text) - STEP), STEP):
                if text[start : start + WINDOW].strip():
                    yield text[start : start + WINDOW]


def questions():
    return [line["text"] for name in SETS for line in lines(reference.DATA / "retrieval" / name / "queries.jsonl")]


def embed(model, texts):
    parts = [model.embed(texts[i : i + EMBEDDED_AT_ONCE]) for i in range(0, len(texts), EMBEDDED_AT_ONCE)]
    return np.concatenate(parts).astype(np.float32)


def vectors(arguments):
    if not os.path.exists(arguments.vectors):
        model = reference.Model(arguments.model, 256, threads=os.cpu_count())
        np.savez(arguments.vectors, passages=embed(model, list(windows())), questions=embed(model, questions()))
    kept = np.load(arguments.vectors)
    return kept["passages"], kept["questions"]


def measured(search, asked, right):
    """Recall of the exact search's first, milliseconds of CPU and of wall a question, one question at a time."""
    search(asked[:1])
    hits, cpu, wall = 0, time.process_time(), time.perf_counter()
    for i in range(len(asked)):
        hits += len(set(search(asked[i : i + 1])[0]) & right[i])
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return hits / (FOUND * len(asked)), 1000 * cpu / len(asked), 1000 * wall / len(asked)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--vectors", required=True)
    arguments = parser.parse_args()
    passages, asked = vectors(arguments)
    faiss.omp_set_num_threads(1)
    dimensions = passages.shape[1]
    print(f"{len(passages)} passages of {dimensions}, {len(asked)} questions, faiss {faiss.__version__}, one thread\n")
    print("| index | build, CPU s | setting | recall@10 | CPU ms a question | ms a question |")
    print("| --- | --- | --- | --- | --- | --- |")

    exact = faiss.IndexFlatIP(dimensions)
    exact.add(passages)
    right = [set(found) for found in exact.search(asked, FOUND)[1]]

    def row(name, build, setting, search):
        recall, cpu, wall = measured(search, asked, right)
        print(f"| {name} | {build:.1f} | {setting} | {recall:.4f} | {cpu:.3f} | {wall:.3f} |", flush=True)

    row("exact", 0, "", lambda one: exact.search(one, FOUND)[1])

    began = time.process_time()
    graph = faiss.IndexHNSWFlat(dimensions, NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = CANDIDATES
    graph.add(passages)
    build = time.process_time() - began
    for breadth in (16, 32, 64, 100, 128, 256):
        graph.hnsw.efSearch = breadth
        row(f"HNSW, M {NEIGHBOURS}", build, f"ef {breadth}", lambda one: graph.search(one, FOUND)[1])

    began = time.process_time()
    quantizer = faiss.IndexFlatIP(dimensions)
    cells = faiss.IndexIVFFlat(quantizer, dimensions, CELLS, faiss.METRIC_INNER_PRODUCT)
    cells.train(passages)
    cells.add(passages)
    build = time.process_time() - began
    for probes in (4, 8, 16, 32, 64, 128):
        cells.nprobe = probes
        row(f"IVF, {CELLS} cells", build, f"{probes} probed", lambda one: cells.search(one, FOUND)[1])


if __name__ == "__main__":
    main()
