#!/usr/bin/env python3
"""When two questions ask for the same: the cache's matcher, plain cosine and GPTCache on labelled pairs.

    benchmarks/peers.sh install pairs
    export PYTHONPATH="$(benchmarks/peers.sh path pairs)"
    python3 benchmarks/cache/calibrate.py --model "$(deploy/models/embedding.sh all-MiniLM-L6-v2)" \\
        --classes cache-service/target/classes report

    report    the table; of qqp-dev its odd lines, which nothing was fitted on
    fit       the weights of Likeness, from the even lines of qqp-dev (counted from 0)
    wrong     the pairs that are hits and labelled as asking for different things, to be read by a person

Pairs of korsts-dev count as the same from 4 of 5 on. Pairs that are equal but for case, white space and punctuation at the
end are left out. Intervals are Wilson's, 95 %. Cosines are kept in --work, as they take minutes.
"""

import argparse
import atexit
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "embedding"))

from reference import Model, lines  # noqa: E402

SETS = ("qqp-dev", "mrpc-train", "mrpc-val", "korsts-dev")
FEATURES = ("bias", "cosine", "few words", "light", "forms", "moved", "way", "minor")
# The bias is free; the cosine is held as weakly as the others, which are counts.
SPREAD = np.array([1, 10, 1, 1, 1, 1, 1, 1.0])
RIDGE = 0.3
PLAIN = (0.85, 0.9, 0.95)
# The range of SearchDistanceEvaluation is 0 to 4, and its distance 2 - 2 cos for vectors of unit length.
PEER_THRESHOLDS = (0.8, 0.9, 0.95, 0.975)
MAX_TOKENS = 256
STORED = 1000


def one_line(text):
    return " ".join(text.split())


class Pairs:
    def __init__(self, name, chosen):
        rows = lines("pairs", f"{name}.jsonl")
        self.name = name
        self.texts = [(one_line(row["a"]), one_line(row["b"])) for row in rows]
        limit = 4 if name == "korsts-dev" else 1
        self.same = np.array([row["label"] >= limit for row in rows])
        self.left, self.right = self._vectors(Path(chosen.work) / f"{name}.npz", chosen.model)
        self.cosine = (self.left * self.right).sum(axis=1)
        self._match(chosen)

    def _vectors(self, file, folder):
        if not file.exists():
            model = Model(folder, MAX_TOKENS)
            left, right = (model.embed([pair[side] for pair in self.texts]) for side in (0, 1))
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, left=left, right=right)
        with np.load(file) as stored:
            return stored["left"], stored["right"]

    def _match(self, chosen):
        with tempfile.TemporaryDirectory() as place:
            asked, answered = Path(place) / "in", Path(place) / "out"
            asked.write_text(
                "".join(f"{a}\t{b}\t{cosine}\n" for (a, b), cosine in zip(self.texts, self.cosine)), encoding="utf-8"
            )
            java(chosen, "javac", "-d", place, str(HERE / "MatchPairs.java"), path=chosen.classes)
            printed = java(
                chosen, "java", "dev.quern.cache.semantic.MatchPairs", asked, answered, path=f"{chosen.classes}:{place}"
            )
            rows = [line.split("\t") for line in answered.read_text(encoding="utf-8").splitlines()]
        reading, comparing, self.threshold = (float(part) for part in printed.split())
        self.micros = reading / 1000, comparing / 1000
        self.conflict = np.array([row[0] for row in rows])
        self.score = np.where(self.conflict == "-", [float(row[1]) for row in rows], 0)
        self.features = [np.array(row[2].split(), float) if row[2] else None for row in rows]
        # Equal ones are never weighed.
        self.counted = np.array([score < 1 or features is not None for score, features in zip(self.score, self.features)])

    def part(self, remainder=None):
        """Which rows: all that count, or every second."""
        return self.counted if remainder is None else self.counted & (np.arange(len(self.same)) % 2 == remainder)


def java(chosen, program, *arguments, path):
    command = [str(Path(chosen.java_home) / "bin" / program), "-cp", path, *map(str, arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


# --- figures ----------------------------------------------------------------------------------------------------------


def wilson(count, total, z=1.959964):
    share, square = count / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = z / (1 + square / total) * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0, middle - half), min(1, middle + half)


def percent(count, total):
    low, high = wilson(count, total)
    return f"{100 * count / total:.2f} % ({100 * low:.2f} to {100 * high:.2f})"


def row(name, hits, same):
    right, wrong = int((hits & same).sum()), int((hits & ~same).sum())
    precision = percent(right, right + wrong) if right + wrong else "no hits"
    print(f"| {name} | {percent(right, same.sum())} | {wrong}: {percent(wrong, (~same).sum())} | {precision} |")


def table(title, pairs, part, peer):
    same, cosine, score = pairs.same[part], pairs.cosine[part], pairs.score[part]
    hits = score >= pairs.threshold
    print(f"\n### {title}\n\n{same.sum()} pairs ask for the same, {(~same).sum()} for something else.\n")
    print("| | hits of those that ask for the same | wrong hits of those that do not | right among the hits |")
    print("|---|---|---|---|")
    row(f"Quern, score from {pairs.threshold}", hits, same)
    wrong = int((hits & ~same).sum())
    others = np.sort(cosine[~same])[::-1]
    for threshold in PLAIN:
        row(f"cosine from {threshold}", cosine >= threshold, same)
    # As many wrong hits as Quern's, and so the lowest threshold that allows no more.
    limit = others[wrong]
    row(f"cosine above {limit:.4f}, as many wrong hits", cosine > limit, same)
    ranks = peer(pairs.left[part], pairs.right[part])
    if ranks is not None:
        for threshold in PEER_THRESHOLDS:
            row(f"GPTCache, similarity_threshold {threshold}", ranks >= 4 * threshold, same)
    ratio = (hits & same).sum() / max(1, ((cosine > limit) & same).sum())
    print(f"\nHits beside cosine's at as many wrong ones: {ratio:.2f} times.")


# --- GPTCache ---------------------------------------------------------------------------------------------------------


def gptcache_ranks(left, right):
    """What its evaluation makes of the distance that its vector store finds, a store with one question for each pair."""
    try:
        from gptcache.manager.vector_data.base import VectorData
        from gptcache.manager.vector_data.faiss import Faiss
        from gptcache.similarity_evaluation import SearchDistanceEvaluation
    except ImportError:
        return None
    evaluation, ranks = SearchDistanceEvaluation(), []
    with tempfile.TemporaryDirectory() as place:
        for asked, stored in zip(left, right):
            store = Faiss(str(Path(place) / "index"), left.shape[1], 1)
            store.mul_add([VectorData(id=1, data=stored)])
            found = store.search(asked)[0]
            ranks.append(evaluation.evaluation({}, {"search_result": found}))
    return np.array(ranks)


def gptcache_lookup(pairs):
    """CPU milliseconds of its `get` with 1,000 questions stored in SQLite and Faiss, the embedding left out."""
    from gptcache import Cache
    from gptcache.adapter.api import get, put
    from gptcache.manager import CacheBase, VectorBase, get_data_manager
    from gptcache.processor.pre import get_prompt
    from gptcache.similarity_evaluation import SearchDistanceEvaluation

    vectors = {text: vector for (_, text), vector in zip(pairs.texts, pairs.right)}
    vectors |= {text: vector for (text, _), vector in zip(pairs.texts, pairs.left)}
    # It writes its index when the program ends, and only after that may the folder go.
    place = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    cache = Cache()
    manager = get_data_manager(
        CacheBase("sqlite", sql_url=f"sqlite:///{place}/gptcache.db"),
        VectorBase("faiss", dimension=pairs.left.shape[1], index_path=f"{place}/index"),
    )
    cache.init(
        pre_embedding_func=get_prompt,
        embedding_func=lambda text, **_: vectors[text],
        data_manager=manager,
        similarity_evaluation=SearchDistanceEvaluation(),
    )
    for _, stored in pairs.texts[:STORED]:
        put(stored, "answer", cache_obj=cache)
    begin = time.process_time()
    for asked, _ in pairs.texts[:STORED]:
        get(asked, cache_obj=cache)
    return 1000 * (time.process_time() - begin) / STORED


# --- command line -----------------------------------------------------------------------------------------------------


def fit(pairs):
    part = [i for i in np.flatnonzero(pairs.part(0)) if pairs.features[i] is not None]
    x = np.array([pairs.features[i] for i in part]) * SPREAD
    y = pairs.same[part]
    weights = np.zeros(x.shape[1])
    held = np.diag([1e-6] + [RIDGE] * (x.shape[1] - 1))
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ weights))
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + held, x.T @ (p - y) + held @ weights)
    print(f"{len(part)} pairs without a conflict, {y.sum()} of them the same")
    for name, weight in zip(FEATURES, weights * SPREAD):
        print(f"{name:10} {weight:7.2f}")


def report(chosen):
    for name in SETS:
        pairs = Pairs(name, chosen)
        if name == "qqp-dev":
            table("qqp-dev, the half that nothing was fitted on", pairs, pairs.part(1), gptcache_ranks)
            table("qqp-dev, the half that the weights are from", pairs, pairs.part(0), gptcache_ranks)
            print(f"\nCPU: {pairs.micros[0]:.1f} µs to read a question, {pairs.micros[1]:.2f} µs to compare two", end="")
            if gptcache_ranks(pairs.left[:1], pairs.right[:1]) is not None:
                print(f"; GPTCache's lookup without the embedding {gptcache_lookup(pairs):.2f} ms", end="")
            print(".")
        else:
            table(name, pairs, pairs.part(), gptcache_ranks)


def wrong(chosen):
    pairs = Pairs("qqp-dev", chosen)
    for i in np.flatnonzero((pairs.score >= pairs.threshold) & ~pairs.same & pairs.counted):
        print(f"{'even' if i % 2 == 0 else 'odd '} {pairs.score[i]:.3f} {pairs.cosine[i]:.3f} {' | '.join(pairs.texts[i])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="folder with model.onnx and tokenizer.json")
    parser.add_argument("--classes", required=True, help="cache-service/target/classes")
    parser.add_argument("--java-home", default=os.environ.get("JAVA_HOME"))
    parser.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "quern-pairs"))
    parser.add_argument("what", choices=("report", "fit", "wrong"))
    chosen = parser.parse_args()
    if not chosen.java_home:
        parser.error("--java-home is needed, or JAVA_HOME.")
    if chosen.what == "fit":
        return fit(Pairs("qqp-dev", chosen))
    return {"report": report, "wrong": wrong}[chosen.what](chosen)


if __name__ == "__main__":
    main()
