"""OpenAI's client for Python against a running Quern: QUERN_URL, QUERN_KEY, and the collection `querns`."""

import os

import openai

URL, KEY = os.environ["QUERN_URL"], os.environ["QUERN_KEY"]
MODEL = "quern/querns"
EMBEDDING = "all-MiniLM-L6-v2"
QUESTION = [{"role": "user", "content": "What does a quern grind?"}]


def client(key=KEY):
    return openai.OpenAI(base_url=f"{URL}/v1", api_key=key, max_retries=0)


def refusal(kind, action):
    try:
        action()
    except kind as refused:
        return refused
    raise AssertionError(f"not refused with {kind.__name__}")


def models_are_listed(quern):
    names = [model.id for model in quern.models.list()]
    assert MODEL in names and EMBEDDING in names, names
    assert quern.models.retrieve(MODEL).id == MODEL


def a_question_is_answered(quern):
    reply = quern.chat.completions.create(model=MODEL, messages=QUESTION)
    message = reply.choices[0].message
    assert "grain" in message.content, reply
    assert reply.choices[0].finish_reason == "stop", reply
    assert reply.object == "chat.completion" and reply.usage.total_tokens >= 0, reply
    assert message.quern["sources"][0]["title"] == "Querns", reply
    assert reply._request_id, reply
    again = quern.chat.completions.create(
        model=MODEL, messages=[*QUESTION, message, {"role": "user", "content": "Is it a mill?"}]
    )
    assert again.choices[0].message.content, again


def a_stream_has_the_same_text(quern):
    whole = quern.chat.completions.create(model=MODEL, messages=QUESTION).choices[0].message.content
    text, last = "", None
    stream = quern.chat.completions.create(
        model=MODEL, messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    for chunk in stream:
        for choice in chunk.choices:
            text += choice.delta.content or ""
            last = choice
        usage = chunk.usage
    assert text == whole, (text, whole)
    assert last.finish_reason == "stop" and last.delta.quern["sources"], last
    assert usage is not None


def texts_become_vectors(quern):
    texts = ["A mill grinds grain.", "The sea is deep."]
    coded = quern.embeddings.create(model=EMBEDDING, input=texts)
    plain = quern.embeddings.create(model=EMBEDDING, input=texts, encoding_format="float")
    assert [item.index for item in coded.data] == [0, 1], coded
    assert len(coded.data[0].embedding) == 384
    for one, other in zip(coded.data, plain.data):
        assert all(abs(a - b) < 1e-6 for a, b in zip(one.embedding, other.embedding))
    assert coded.usage.prompt_tokens > 0, coded.usage


def refusals_are_told(quern):
    ask = quern.chat.completions.create
    missing = refusal(openai.NotFoundError, lambda: ask(model="quern/none", messages=QUESTION))
    assert missing.code == "model_not_found", missing
    refusal(openai.NotFoundError, lambda: ask(model="no-such-model", messages=QUESTION, stream=True))
    tools = refusal(
        openai.BadRequestError,
        lambda: ask(model=MODEL, messages=QUESTION, tools=[{"type": "function", "function": {"name": "f"}}]),
    )
    assert tools.param == "tools", tools
    refusal(openai.BadRequestError, lambda: quern.embeddings.create(model=EMBEDDING, input=""))
    stranger = refusal(openai.AuthenticationError, lambda: client("wrong").models.list())
    assert stranger.code == "invalid_api_key", stranger


for check in (
    models_are_listed,
    a_question_is_answered,
    a_stream_has_the_same_text,
    texts_become_vectors,
    refusals_are_told,
):
    check(client())
    print("ok", check.__name__)
