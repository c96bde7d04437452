// OpenAI's client for JavaScript against a running Quern: QUERN_URL, QUERN_KEY, and the collection `querns`.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const MODEL = 'quern/querns';
const EMBEDDING = 'all-MiniLM-L6-v2';
const messages = [{ role: 'user', content: 'What does a quern grind?' }];
const client = (apiKey) => new OpenAI({ baseURL: `${process.env.QUERN_URL}/v1`, apiKey, maxRetries: 0 });
const quern = client(process.env.QUERN_KEY);

const names = [];
for await (const model of await quern.models.list()) {
  names.push(model.id);
}
assert(names.includes(MODEL) && names.includes(EMBEDDING), names.join());
console.log('ok models');

const whole = await quern.chat.completions.create({ model: MODEL, messages });
assert.match(whole.choices[0].message.content, /grain/);
assert.equal(whole.choices[0].finish_reason, 'stop');
assert.equal(whole.choices[0].message.quern.sources[0].title, 'Querns');
console.log('ok answer');

let text = '';
const stream = await quern.chat.completions.create({ model: MODEL, messages, stream: true });
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta?.content ?? '';
}
assert.equal(text, whole.choices[0].message.content);
console.log('ok stream');

const vectors = await quern.embeddings.create({ model: EMBEDDING, input: ['A mill.', 'The sea.'] });
assert.equal(vectors.data[1].embedding.length, 384);
console.log('ok embeddings');

await assert.rejects(
  quern.chat.completions.create({ model: 'quern/none', messages }),
  (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found',
);
await assert.rejects(
  quern.chat.completions.create({ model: MODEL, messages, n: 2 }),
  (error) => error instanceof OpenAI.BadRequestError && error.param === 'n',
);
await assert.rejects(client('wrong').models.list(), OpenAI.AuthenticationError);
console.log('ok refusals');
