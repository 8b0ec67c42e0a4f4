import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTestApi } from '../../api/fixture.ts';
import { systemClock } from '../../model/clock.ts';
import { settle } from '../../../test/fake-clock.ts';
import { RemoteWriter } from './remote-write.ts';
import { makeReceiver } from './test-receiver.ts';

test('RemoteWriter sends the series of a scrape, with job and instance as the scraper would add them', async () => {
  await using receiver = await makeReceiver();
  await using api = await makeTestApi();
  const { store } = api;
  const onError = (error: unknown): void => assert.fail(String(error));
  const replay = { async *rows() {} };
  const context = { store, replay, directory: null, clock: systemClock, version: '0', onError };
  const writer = new RemoteWriter({ name: 'a', url: receiver.url, instance: 'i' }, context);
  await writer.start();
  const stop = store.subscribe((batch) => writer.append(batch));
  const host = api.enter('host', 'f00d', { name: 'alpha', labels: { 'os.version': '1' } });
  const odd = api.enter('VM', 'v2', { name: 'a\u0000b🦄', stateReason: 'booted' });
  const vm = api.enter('VM', 'v1', {
    name: 'web',
    condition: { kind: 'stuck', since: 1, reason: 'x' },
    labels: { empty: '' },
  });
  api.poll([
    [host, { 'cpu.usage': 0.5, 'cpu.3.usage': 1e300, 'memory.total': 7 }],
    [
      vm,
      { 'disk.vda.read.bytes': 1, 'disk.read.bytes': 2, 'net.525400aabbcc.rx.bytes': 3, 'raw.x-y.z': 0.1 },
    ],
    [odd, { 'cpu.usage': 0, 'memory.available': Number.NaN, 'cpu.steal': Infinity }],
  ]);
  while (receiver.taken.length === 0) await settle();
  stop();
  await writer.stop();

  const { body } = await api.app.inject({
    url: '/metrics',
    headers: { accept: 'text/plain;version=0.0.4' },
  });
  const scraped = body
    .split('\n')
    // What is known of sources and of the process is not in any batch.
    .filter((line) => line !== '' && !/^(#|virtscope_(source|unhandled)_)/.test(line))
    .map((line) => {
      const [, name = '', labels = '', value] = /^(\w+)\{(.*)\} (\S+)$/.exec(line) ?? [];
      // An empty label is none, for Prometheus.
      const all = [...labels.matchAll(/\w+="[^"]*"/g)].map(String).filter((label) => !label.endsWith('=""'));
      return `${name}{${[...all, 'job="virtscope"', 'instance="i"'].sort(byName).join(',')}} ${value}`;
    });
  const written = receiver.taken.flat().map(({ series, value }) => `${series} ${value}`);
  assert.deepEqual(written.sort(byText), scraped.sort(byText));
});

function byName(a: string, b: string): number {
  return byText(a.slice(0, a.indexOf('=')), b.slice(0, b.indexOf('=')));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
