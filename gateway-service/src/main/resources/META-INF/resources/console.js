"use strict";

const byId = (id) => document.getElementById(id);
const KEY = "quern-api-key";

/** fetch with the API key; asks for one when the server does. */
async function call(path, options) {
  const send = () => {
    const key = sessionStorage.getItem(KEY);
    const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
    return fetch(path, { ...options, headers });
  };
  let response = await send();
  while (response.status === 401) {
    await askForKey();
    response = await send();
  }
  return response;
}

function askForKey() {
  const dialog = byId("key-dialog");
  dialog.showModal();
  return new Promise((resolve, reject) => {
    dialog.onclose = () => {
      if (!byId("key").value) {
        reject(new Error("No API key was given."));
        return;
      }
      sessionStorage.setItem(KEY, byId("key").value);
      byId("key").value = "";
      resolve();
    };
  });
}

async function failure(response) {
  const problem = await response.json().catch(() => ({}));
  return new Error(problem.detail ?? `The server answered ${response.status}.`);
}

/** The events of a stream, as they come. */
async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    rest += value;
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const fields = block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]);
      const name = fields.find(([field]) => field === "event")?.[1].trim();
      const data = fields.filter(([field]) => field === "data").map(([, text]) => text).join("\n");
      if (name && data) {
        yield { name, data: JSON.parse(data) };
      }
    }
  }
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className ?? "";
  return made;
}

function showSources(sources) {
  byId("sources-title").hidden = sources.length === 0;
  byId("sources").replaceChildren(...sources.map((source) => {
    const item = element("li", "");
    item.id = `source-${source.number}`;
    item.append(element("strong", source.title || source.document_id));
    item.append(element("span", ` · ${[source.document_id, ...source.heading_path].join(" › ")}`, "where"));
    item.append(element("p", source.text));
    return item;
  }));
}

/** Marks the sentence of a source that an answer rests on. */
function markQuote(citation) {
  const text = byId(`source-${citation.source}`)?.querySelector("p");
  const node = [...(text?.childNodes ?? [])].find((child) => child.nodeType === Node.TEXT_NODE && child.data.includes(citation.quote));
  if (node) {
    const range = document.createRange();
    range.setStart(node, node.data.indexOf(citation.quote));
    range.setEnd(node, node.data.indexOf(citation.quote) + citation.quote.length);
    range.surroundContents(document.createElement("mark"));
  }
}

/** The answer once more, its citations as links and what no source supports marked as such. */
function showAnswer(text, sentences) {
  const answer = byId("answer");
  answer.replaceChildren();
  let from = 0;
  const add = (part, supported) => {
    const span = element("span", "", supported ? "" : "unsupported");
    span.title = supported ? "" : "No source supports this.";
    for (const piece of part.split(/(\[\d+\])/)) {
      const number = /^\[(\d+)\]$/.exec(piece)?.[1];
      const made = number ? element("a", piece, "cite") : document.createTextNode(piece);
      if (number) {
        made.href = `#source-${number}`;
      }
      span.append(made);
    }
    answer.append(span);
  };
  for (const sentence of sentences) {
    const at = text.indexOf(sentence.text, from);
    if (at >= 0) {
      add(text.slice(from, at), true);
      add(sentence.text, sentence.supported);
      from = at + sentence.text.length;
    }
  }
  add(text.slice(from), true);
}

const STAGES = { looking_up: "Looking it up …", searching: "Searching …", generating: "Writing …" };

async function ask(question) {
  const status = byId("status");
  status.className = "";
  status.textContent = "Asking …";
  byId("result").hidden = false;
  byId("answer").textContent = "";
  byId("about").textContent = "";
  showSources([]);
  const response = await call("/api/v1/rag/stream", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: question }),
  });
  if (!response.ok) {
    throw await failure(response);
  }
  let text = "";
  for await (const { name, data } of events(response)) {
    if (name === "status") {
      status.textContent = STAGES[data.stage] ?? data.stage;
    } else if (name === "sources") {
      showSources(data.sources);
    } else if (name === "response_chunk") {
      text += data.text;
      byId("answer").textContent = text;
    } else if (name === "metadata") {
      const about = data.metadata;
      showAnswer(text, data.sentences);
      data.citations.forEach(markQuote);
      status.textContent = "";
      byId("about").textContent = [
        `${about.model} (${about.back_end})`,
        about.cache_level === "none" ? "not cached" : `from the ${about.cache_level} cache`,
        ...(about.similar ? [`the answer to “${about.similar.question}”`] : []),
        `${Math.round(about.timings_ms.total)} ms`,
        ...about.degraded.map((part) => `without ${part}`),
      ].join(" · ");
    } else if (name === "error") {
      throw new Error(data.detail);
    }
  }
}

byId("ask").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = byId("ask-button");
  button.disabled = true;
  try {
    await ask(byId("question").value);
  } catch (error) {
    byId("status").textContent = error.message;
    byId("status").className = "failed";
  } finally {
    button.disabled = false;
  }
});

async function untilSearchable(statusUrl) {
  for (;;) {
    const response = await call(statusUrl, {});
    if (!response.ok) {
      throw await failure(response);
    }
    const found = await response.json();
    if (found.status === "ready") {
      return found;
    }
    if (found.status === "failed") {
      throw new Error(found.reason);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

byId("add").addEventListener("submit", async (event) => {
  event.preventDefault();
  const added = byId("added");
  const body = new FormData();
  body.append("file", byId("file").files[0]);
  added.className = "";
  added.textContent = "Adding …";
  try {
    const response = await call("/api/v1/documents", { method: "POST", body });
    if (!response.ok) {
      throw await failure(response);
    }
    const found = await untilSearchable((await response.json()).status_url);
    added.textContent = `${found.title} is searchable.`;
  } catch (error) {
    added.textContent = error.message;
    added.className = "failed";
  }
});
