import fastify from 'fastify';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberChunks, objectChunks, sendChunks, type JsonChunks } from './json-chunks.ts';

function join(chunks: JsonChunks): string {
  return Array.from(chunks).join('');
}

test('objectChunks() nests texts and chunks', () => {
  assert.equal(join(objectChunks([])), '{}');
  const inner = objectChunks([['"', '"x"']]);
  const members = [['a', inner], ['b', 'null'], ['c', numberChunks(new Float64Array([1]))]] as const; // prettier-ignore
  assert.equal(join(objectChunks(members)), '{"a":{"\\"":"x"},"b":null,"c":[1]}');
});

test('numberChunks() is one array however long, six digits or exact', () => {
  assert.equal(join(numberChunks(new Float64Array())), '[]');
  assert.equal(join(numberChunks(new Float64Array([1 / 3, Number.NaN]))), '[0.333333,null]');
  assert.equal(join(numberChunks(new Float64Array([1 / 3, Number.NaN]), true)), `[${1 / 3},null]`);
  for (const length of [2047, 2048, 2049, 4096, 4097]) {
    const values = Float64Array.from({ length }, (_, i) => i);
    assert.deepEqual(JSON.parse(join(numberChunks(values))), Array.from(values));
  }
});

test('sendChunks() sends what is short whole, and lets others have their turn while it makes what is long', async () => {
  await using app = { it: fastify(), [Symbol.asyncDispose]: () => app.it.close() };
  let turns = 0;
  // Each look at the clock finds ten milliseconds gone: a turn is due after every chunk.
  let now = 0;
  const clock = { now: () => 0, monotonic: () => (now += 10), sleep: async () => {} };
  function* long(): JsonChunks {
    for (let i = 0; i < 100; i++) yield String(turns % 10).repeat(10_000);
  }
  app.it.get('/short', (_, reply) => sendChunks(reply, ['[1,', '2]'], clock));
  app.it.get('/long', (_, reply) => sendChunks(reply, long(), clock));
  const short = await app.it.inject('/short');
  assert.deepEqual([short.body, short.headers['content-length']], ['[1,2]', '5']);
  const answer = app.it.inject('/long');
  let isOver = false;
  const over = (): void => void (isOver = true);
  answer.then(over, over);
  const turn = (): void => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  turn();
  const { body, headers } = await answer;
  assert.equal(body.length, 1_000_000);
  assert.equal(headers['content-length'], undefined);
  assert.ok(new Set(body).size > 5, 'the loop turned between the chunks');
});
