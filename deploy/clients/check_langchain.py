"""LangChain's client against a running Quern: QUERN_URL, QUERN_KEY, and the collection `querns`."""

import os

from langchain_openai import ChatOpenAI, OpenAIEmbeddings

SETTINGS = {"base_url": os.environ["QUERN_URL"] + "/v1", "api_key": os.environ["QUERN_KEY"], "max_retries": 0}
QUESTION = [("system", "Be brief."), ("human", "What does a quern grind?")]

chat = ChatOpenAI(model="quern/querns", temperature=0, **SETTINGS)

whole = chat.invoke(QUESTION)
assert "grain" in whole.content, whole
assert whole.usage_metadata["total_tokens"] >= 0, whole
print("ok invoke")

parts = list(chat.stream(QUESTION))
assert "".join(part.content for part in parts) == whole.content, parts
print("ok stream")

# Texts go as they are: the tokens of OpenAI's own models mean nothing here.
embeddings = OpenAIEmbeddings(model="all-MiniLM-L6-v2", check_embedding_ctx_length=False, **SETTINGS)
near, far = embeddings.embed_documents(["A mill grinds grain.", "The sea is deep."])
query = embeddings.embed_query("What grinds grain?")


def similarity(vector):
    return sum(a * b for a, b in zip(query, vector))


assert similarity(near) > similarity(far)
print("ok embeddings")
