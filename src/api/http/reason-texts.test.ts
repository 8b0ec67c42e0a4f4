import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason } from '../../model/reason.ts';
import type { Sentences } from '../../model/reason-text.ts';
import type { SourceStatus } from '../../model/source.ts';
import { sentences as ofLibvirt } from '../../sources/libvirt/reasons.ts';
import { getJson, makeTestApi, startTime } from '../fixture.ts';

function sourceWith(id: string, sentences: Sentences): SourceStatus {
  return { id, name: id, kind: 'some', target: '/', demo: false, up: true, reason: null, since: startTime, stuckCalls: 0, conditions: [], sentences }; // prettier-ignore
}

test('a reason is in the words of the source of the entity, the general ones where it has none', async () => {
  const f = async (sources: SourceStatus[], want: string): Promise<void> => {
    await using api = await makeTestApi({ sources: () => sources });
    const vm = api.enter('VM', 'aaaa');
    api.poll([[vm, { 'cpu.usage': 0.5 }]]);
    api.poll([], [[vm, { 'cpu.usage': Reason.stuck }]]);
    const get = async (rest: string, schema: 'Metrics' | 'Instantaneous' | 'Histories') =>
      getJson(api, `/metrics/VM/aaaa${rest}`, schema);
    const [metric] = (await get('', 'Metrics')) as { reason: string }[];
    const one = (await get('/cpu.usage/instantaneous?detail', 'Instantaneous')) as { reason: string };
    const { gaps } = (await get('/history?start=-5', 'Histories')) as { gaps: { reason: string }[] };
    assert.deepEqual([metric?.reason, one.reason, gaps[0]?.reason], [want, want, want]);
  };
  const other = sourceWith('other', {});
  await f([other, sourceWith('local', ofLibvirt)], 'QEMU does not answer');
  await f([sourceWith('other', ofLibvirt), sourceWith('local', {})], 'it does not answer');
  await f([sourceWith('local', { [Reason.gone]: 'the machine was removed' })], 'it does not answer');
  await f([other], 'it does not answer');
});

test('GET /status has the sentences of each source by code', async () => {
  const sources = [sourceWith('a', ofLibvirt), sourceWith('b', {})];
  await using api = await makeTestApi({ sources: () => sources });
  const status = (await getJson(api, '/status', 'Status')) as {
    sources: { sentences: Record<string, string> }[];
  };
  const [own, none] = status.sources.map(({ sentences }) => sentences);
  assert.equal(own?.['stuck'], 'QEMU does not answer');
  assert.equal(own?.['not-reported'], 'the hypervisor does not report it');
  assert.deepEqual(none, {});
});
