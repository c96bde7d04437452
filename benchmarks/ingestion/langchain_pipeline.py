"""The same files through a LangChain pipeline: its loaders, its splitter, its Chroma store, on disk.

Embeddings are by ONNX Runtime with the same model and tokenizer as Quern's, in batches of 64 texts that are sorted by
length and computed in micro-batches of at most 512 padded tokens: the strongest way that Python has.

    langchain_pipeline.py MODEL_FOLDER FOLDER [--threads N] [--no-embedding]

Prints one line of JSON: documents, chunks, failures, wall and CPU seconds, in all and by stage.
"""

import argparse
import json
import logging
import os
import resource
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.ERROR)
os.environ["ANONYMIZED_TELEMETRY"] = "False"

import numpy as np
import onnxruntime as ort
from langchain_chroma import Chroma
from langchain_community.document_loaders import BSHTMLLoader, CSVLoader, Docx2txtLoader, PyPDFLoader, TextLoader
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from tokenizers import Tokenizer

MAX_TOKENS = 256
RUN_TOKENS = 512
BATCH = 64


class OnnxEmbeddings(Embeddings):
    def __init__(self, folder, threads):
        self.tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.no_padding()
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = ort.InferenceSession(os.path.join(folder, "model.onnx"), options)
        self.inputs = {i.name for i in self.session.get_inputs()}

    def embed_documents(self, texts):
        encoded = [e.ids for e in self.tokenizer.encode_batch(texts)]
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i]))
        vectors = [None] * len(texts)
        run = []
        for i in order:
            if run and len(encoded[i]) * (len(run) + 1) > RUN_TOKENS:
                self.compute(run, encoded, vectors)
                run = []
            run.append(i)
        self.compute(run, encoded, vectors)
        return vectors

    def compute(self, run, encoded, vectors):
        longest = max(len(encoded[i]) for i in run)
        ids = np.zeros((len(run), longest), np.int64)
        mask = np.zeros((len(run), longest), np.int64)
        for row, i in enumerate(run):
            ids[row, : len(encoded[i])] = encoded[i]
            mask[row, : len(encoded[i])] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self.session.run(None, {k: v for k, v in feed.items() if k in self.inputs})[0]
        pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        pooled /= np.linalg.norm(pooled, axis=1, keepdims=True)
        for row, i in enumerate(run):
            vectors[i] = pooled[row].tolist()

    def embed_query(self, text):
        return self.embed_documents([text])[0]


class NoEmbeddings(Embeddings):
    """Vectors that cost nothing: what is left is everything but embedding."""

    def __init__(self):
        self.random = np.random.default_rng(1)

    def embed_documents(self, texts):
        vectors = self.random.standard_normal((len(texts), 384)).astype(np.float32)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).tolist()

    def embed_query(self, text):
        return self.embed_documents([text])[0]


class PowerPointLoader:
    def __init__(self, path):
        self.path = path

    def load(self):
        from pptx import Presentation

        slides = []
        for slide in Presentation(self.path).slides:
            slides.append("\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame))
        return [Document("\n\n".join(slides))]


class ExcelLoader:
    def __init__(self, path):
        self.path = path

    def load(self):
        from openpyxl import load_workbook

        lines = []
        for sheet in load_workbook(self.path, read_only=True, data_only=True):
            for row in sheet.iter_rows(values_only=True):
                lines.append(" | ".join("" if cell is None else str(cell) for cell in row))
        return [Document("\n".join(lines))]


LOADERS = {
    ".pdf": PyPDFLoader,
    ".docx": Docx2txtLoader,
    ".html": BSHTMLLoader,
    ".txt": lambda path: TextLoader(path, autodetect_encoding=True),
    ".md": lambda path: TextLoader(path, autodetect_encoding=True),
    ".csv": CSVLoader,
    ".pptx": PowerPointLoader,
    ".xlsx": ExcelLoader,
}


def cpu():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


class Stage:
    def __init__(self):
        self.wall = 0.0
        self.cpu = 0.0

    def __enter__(self):
        self.began = time.perf_counter(), cpu()

    def __exit__(self, *failure):
        self.wall += time.perf_counter() - self.began[0]
        self.cpu += cpu() - self.began[1]

    def told(self):
        return {"seconds": round(self.wall, 3), "cpu_seconds": round(self.cpu, 3)}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model")
    arguments.add_argument("folder")
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--no-embedding", action="store_true")
    given = arguments.parse_args()

    embeddings = NoEmbeddings() if given.no_embedding else OnnxEmbeddings(given.model, given.threads)
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    stages = {name: Stage() for name in ("load", "split", "embed and store")}
    documents = chunks = 0
    failures = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Chroma("benchmark", embeddings, persist_directory=folder)
        embeddings.embed_query("warm")
        waiting = []

        def flush(least):
            nonlocal chunks
            while len(waiting) >= least and waiting:
                batch = waiting[:BATCH]
                del waiting[:BATCH]
                with stages["embed and store"]:
                    store.add_documents(batch)
                chunks += len(batch)

        total = Stage()
        with total:
            for name in sorted(os.listdir(given.folder)):
                path = os.path.join(given.folder, name)
                loader = LOADERS.get(os.path.splitext(name)[1].lower())
                if loader is None:
                    failures["no loader"] = failures.get("no loader", 0) + 1
                    continue
                try:
                    with stages["load"]:
                        loaded = [d for d in loader(path).load() if d.page_content.strip()]
                        for document in loaded:
                            # Half characters, which its store refuses.
                            document.page_content = document.page_content.encode("utf-8", "ignore").decode()
                    if not loaded:
                        raise ValueError("no text")
                except Exception as failure:
                    kind = type(failure).__name__
                    failures[kind] = failures.get(kind, 0) + 1
                    continue
                with stages["split"]:
                    pieces = splitter.split_documents(loaded)
                for piece in pieces:
                    piece.metadata = {"document": name}
                waiting.extend(pieces)
                documents += 1
                flush(BATCH)
            flush(1)
    json.dump(
        {
            "documents": documents,
            "chunks": chunks,
            "failures": failures,
            **total.told(),
            "stages": {name: stage.told() for name, stage in stages.items()},
            "max_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        },
        sys.stdout,
    )
    print()


main()
