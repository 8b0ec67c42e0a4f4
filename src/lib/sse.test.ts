import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { EventStream, formatEvent } from './sse.ts';

/** A reader that reads only when the test says. */
class Reader extends Writable {
  text = '';
  #taken: (() => void) | null = null;
  readonly #eager: boolean;

  constructor(eager: boolean) {
    super({ highWaterMark: 1, decodeStrings: false });
    this.#eager = eager;
  }

  override _write(chunk: string, _: string, taken: () => void): void {
    this.text += chunk;
    if (this.#eager) taken();
    else this.#taken = taken;
  }

  take(): Promise<void> {
    const taken = this.#taken;
    this.#taken = null;
    taken?.();
    return new Promise((resolve) => setImmediate(resolve));
  }

  events(): EventSourceMessage[] {
    const events: EventSourceMessage[] = [];
    createParser({ onEvent: (event) => events.push(event) }).feed(this.text);
    return events;
  }
}

test('formatEvent is read back by a parser, lines and all', () => {
  const reader = new Reader(true);
  reader.write(formatEvent('values', '{"a":1}', '7'));
  reader.write(formatEvent('text', 'one\ntwo\r\nthree', '8'));
  assert.deepEqual(reader.events(), [
    { id: '7', event: 'values', data: '{"a":1}' },
    { id: '8', event: 'text', data: 'one\ntwo\nthree' },
  ]);
});

test('EventStream sends a reader that fell behind the number of dropped events, then asks for fresh state', async () => {
  const reader = new Reader(false);
  const stream = new EventStream(reader, {
    capacity: 2,
    onGap: () => stream.send(formatEvent('table', 'fresh', '9')),
  });
  for (let i = 1; i <= 4; i++) stream.send(formatEvent('values', String(i), String(i)));
  for (let i = 0; i < 6; i++) await reader.take();
  stream.close();
  assert.deepEqual(reader.events().map(({ event, data }) => [event, data]), [['gap', '{"gap":4}'], ['table', 'fresh']]); // prettier-ignore
});

test('EventStream keeps a few events for a slow reader in order', async () => {
  const reader = new Reader(false);
  const stream = new EventStream(reader, { capacity: 4 });
  for (let i = 1; i <= 4; i++) stream.send(formatEvent('values', String(i), String(i)));
  for (let i = 0; i < 8; i++) await reader.take();
  stream.close();
  assert.deepEqual(reader.events().map(({ data }) => data), ['1', '2', '3', '4']); // prettier-ignore
});

test('EventStream beats while the reader listens and hangs up when it sleeps too long', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const awake = new Reader(true);
  const stream = new EventStream(awake, { heartbeatMs: 1000 });
  t.mock.timers.tick(2000);
  assert.equal(awake.text, 'retry: 2000\n\n:\n\n:\n\n');
  stream.close();
  const asleep = new Reader(false);
  const other = new EventStream(asleep, { heartbeatMs: 1000 });
  t.mock.timers.tick(3000);
  assert.equal(asleep.destroyed, false);
  t.mock.timers.tick(1000);
  assert.equal(asleep.destroyed, true);
  other.close();
});
