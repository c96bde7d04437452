"""Answers questions over HTTP as people build it with LangChain: Chroma, FastAPI, the model that Quern embeds with.

langchain_pipeline.py --port N --model-server URL --corpus FILE --model FOLDER
"""

import argparse
import json
from pathlib import Path

import numpy
import onnxruntime
import uvicorn
from fastapi import FastAPI
from langchain_chroma import Chroma
from langchain_core.embeddings import Embeddings
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI
from pydantic import BaseModel
from tokenizers import Tokenizer

MOST_TOKENS = 256
MICRO_BATCH = 16
PROMPT = ChatPromptTemplate.from_template(
    "Answer the question from the sources alone, and cite them by number.\n\n{sources}\n\nQuestion: {question}"
)


class OnnxEmbeddings(Embeddings):
    """all-MiniLM-L6-v2 as Quern runs it: mean of the tokens' vectors, of length 1."""

    def __init__(self, folder: Path):
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(
            str(next(folder.rglob("*.onnx"))), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(next(folder.rglob("*tokenizer.json"))))
        self.tokenizer.enable_truncation(MOST_TOKENS)
        self.tokenizer.enable_padding()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = []
        for start in range(0, len(texts), MICRO_BATCH):
            vectors.extend(self._batch(texts[start : start + MICRO_BATCH]))
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self._batch([text])[0]

    def _batch(self, texts: list[str]) -> list[list[float]]:
        encoded = self.tokenizer.encode_batch(texts)
        ids = numpy.array([one.ids for one in encoded], dtype=numpy.int64)
        mask = numpy.array([one.attention_mask for one in encoded], dtype=numpy.int64)
        states = self.session.run(
            None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        )[0]
        weights = mask[:, :, None].astype(numpy.float32)
        means = (states * weights).sum(axis=1) / weights.sum(axis=1)
        return (means / numpy.linalg.norm(means, axis=1, keepdims=True)).tolist()


class Question(BaseModel):
    query: str
    collection: str = ""
    max_results: int = 5


def application(options: argparse.Namespace) -> FastAPI:
    store = Chroma(
        embedding_function=OnnxEmbeddings(Path(options.model)), collection_metadata={"hnsw:space": "cosine"}
    )
    store.add_texts([json.loads(line)["text"] for line in Path(options.corpus).read_text("utf-8").splitlines()])
    chain = PROMPT | ChatOpenAI(model="scripted", base_url=options.model_server, api_key="none", max_retries=0)
    app = FastAPI()

    @app.post("/api/v1/rag/query")
    def answer(question: Question) -> dict:
        found = store.similarity_search_with_score(question.query, k=question.max_results)
        sources = "\n".join(f"[{i + 1}] {document.page_content}" for i, (document, _) in enumerate(found))
        message = chain.invoke({"sources": sources, "question": question.query})
        return {
            "answer": message.content,
            "sources": [{"text": document.page_content, "score": 1 - distance} for document, distance in found],
        }

    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("port", "model-server", "corpus", "model"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    uvicorn.run(application(options), host="127.0.0.1", port=int(options.port), log_level="warning")


if __name__ == "__main__":
    main()
