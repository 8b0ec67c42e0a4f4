import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answers } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { systemClock } from '../../../model/clock.ts';
import type { Entity } from '../../../model/entity.ts';
import type { HostClaim, HostReport } from './host-claim.ts';
import { answersOf, fakeVm, startTestSource, uuidOf, type TestSource } from '../test-daemon.ts';
import { nodeAnswers } from './test-node.ts';

const uuid = '6d6f7264-0000-4000-8000-0000000000f0';
const vm = fakeVm();
const sound = answersOf(() => [vm]);

/** A sound daemon on a host with this UUID. */
function hostAnswers(id = uuid): Answers {
  return {
    ...sound,
    CONNECT_GET_CAPABILITIES: () => ({
      text: `<capabilities>\n <host>\n <uuid>${id}</uuid>\n</host></capabilities>`,
    }),
    CONNECT_GET_HOSTNAME: () => ({ text: 'far' }),
    ...nodeAnswers(),
  };
}

/** Gives every host the UUID that it reports, else the source's id, and keeps the reports. */
function claims(own: Partial<HostClaim> = {}) {
  const reports: (readonly [source: string, HostReport])[] = [];
  const claimHost = (source: string, report: HostReport): HostClaim => {
    reports.push([source, report]);
    return { id: report.uuid ?? source, isReported: false, duplicateOf: null, ...own };
  };
  return { reports, claimHost };
}

function hostsOf({ source }: TestSource): Entity[] {
  return [...source.series.entities()].filter((entity) => entity.class === 'host');
}

/** Polls until the host is known: its answer comes beside the polls. */
async function pollUntilKnown(test: TestSource): Promise<readonly string[]> {
  for (let n = 0; n < 1000; n++) {
    const { complete } = await test.poll();
    if (complete.includes('host')) return complete;
  }
  throw new Error('Cannot learn the host: no answer in 1000 polls');
}

describe('RemoteHost', () => {
  it('is an entity with the name that the daemon reports, and the host of all VMs', async () => {
    const { claimHost, reports } = claims();
    await using test = await startTestSource(hostAnswers(), { claimHost });
    const complete = await pollUntilKnown(test);
    assert.deepEqual(reports, [['libvirt', { uuid, hostname: 'far' }]]);
    assert.deepEqual(test.entity(uuidOf(1)).parent, { class: 'host', id: uuid });
    const { id, name, state, source, condition } = test.entity(uuid);
    assert.deepEqual(
      { id, name, state, source, condition },
      { id: uuid, name: 'far', state: 'up', source: 'libvirt', condition: null },
    );
    assert.deepEqual(complete, ['VM', 'host', 'source']);
    assert.deepEqual(test.source.status().conditions, []);
  });

  it('is the host of VMs that come later', async () => {
    const vms = [vm];
    const { claimHost } = claims();
    await using test = await startTestSource({ ...hostAnswers(), ...answersOf(() => vms) }, { claimHost });
    await pollUntilKnown(test);
    vms.push(fakeVm(2));
    await test.poll();
    assert.deepEqual(test.entity(uuidOf(2)).parent, { class: 'host', id: uuid });
  });

  it('goes down with its source, since the same poll as the VMs', async () => {
    let time = 1_000_000;
    const clock = { ...systemClock, now: () => time };
    let isDown = false;
    const answers = hostAnswers();
    const breaking: Answers = {
      ...answers,
      CONNECT_GET_ALL_DOMAIN_STATS: (args) => {
        if (isDown) for (const { stream } of test.daemons) stream.destroy();
        return isDown ? null : (answers.CONNECT_GET_ALL_DOMAIN_STATS?.(args) ?? null);
      },
    };
    const { claimHost } = claims();
    await using test = await startTestSource(breaking, { claimHost, clock });
    await pollUntilKnown(test);
    isDown = true;
    time += 5000;
    const { complete } = await test.poll();
    const { state, stateSince, condition } = test.entity(uuid);
    assert.deepEqual([state, stateSince], ['down', time]);
    assert.deepEqual(condition, test.entity(uuidOf(1)).condition);
    assert.deepEqual([condition?.kind, condition?.since], ['unreachable', time]);
    assert.deepEqual(complete, ['host', 'source']);
    isDown = false;
    time += 5000;
    await test.poll();
    assert.deepEqual([test.entity(uuid).state, test.entity(uuid).condition], ['up', null]);
  });

  it('is not reported where another source does; the VMs are on it', async () => {
    const { claimHost } = claims({ isReported: true });
    await using test = await startTestSource(hostAnswers(), { claimHost });
    await pollUntilKnown(test);
    assert.deepEqual(hostsOf(test), []);
    assert.deepEqual(test.entity(uuidOf(1)).parent, { class: 'host', id: uuid });
  });

  it('shows a condition that names both hosts where another has its UUID', async () => {
    const { claimHost } = claims({ id: 'libvirt', duplicateOf: 'near' });
    await using test = await startTestSource(hostAnswers(), { claimHost });
    await pollUntilKnown(test);
    assert.deepEqual(
      hostsOf(test).map(({ id }) => id),
      ['libvirt'],
    );
    assert.deepEqual(test.entity(uuidOf(1)).parent, { class: 'host', id: 'libvirt' });
    const [condition] = test.source.status().conditions;
    assert.equal(condition?.kind, 'host-uuid-duplicate');
    const reason = `The hosts far and near report the same UUID ${uuid}: far has the id libvirt instead`;
    assert.equal(condition?.reason, reason);
  });

  for (const id of ['00000000-0000-0000-0000-000000000000', '03000200-0400-0500-0006-000700080009', 'none'])
    it(`has no UUID where the daemon reports ${id}`, async () => {
      const { claimHost, reports } = claims();
      await using test = await startTestSource(hostAnswers(id), { claimHost });
      await pollUntilKnown(test);
      assert.deepEqual(reports, [['libvirt', { uuid: null, hostname: 'far' }]]);
      assert.deepEqual(
        hostsOf(test).map((host) => host.id),
        ['libvirt'],
      );
    });

  it('cuts a name that is too long', async () => {
    const { claimHost } = claims();
    const CONNECT_GET_HOSTNAME = () => ({ text: 'x'.repeat(5000) });
    await using test = await startTestSource({ ...hostAnswers(), CONNECT_GET_HOSTNAME }, { claimHost });
    await pollUntilKnown(test);
    assert.equal(test.entity(uuid).name.length, 255);
  });

  it('delays no poll and no end where the daemon does not answer, and is asked once on a connection', async () => {
    let asked = 0;
    const CONNECT_GET_CAPABILITIES = () => {
      asked++;
      return null;
    };
    const { claimHost, reports } = claims();
    await using test = await startTestSource({ ...sound, CONNECT_GET_CAPABILITIES }, { claimHost });
    for (let n = 0; n < 20; n++) {
      const { complete } = await test.poll();
      assert.deepEqual(complete, ['VM', 'source']);
    }
    assert.equal(test.value('libvirt', 'vms.total'), 1);
    assert.equal(test.entity(uuidOf(1)).parent, null);
    assert.deepEqual([hostsOf(test), reports], [[], []]);
    assert.equal(asked, 1);
  });

  it('is asked again on the next connection while it is not known', async () => {
    let capabilities = (): { text: string } | Uint8Array => new Uint8Array(3);
    const answers = { ...hostAnswers(), CONNECT_GET_CAPABILITIES: () => capabilities() };
    const { claimHost } = claims();
    await using test = await startTestSource(answers, { claimHost });
    for (let n = 0; n < 20; n++) await test.poll();
    assert.deepEqual(hostsOf(test), []);
    capabilities = () => ({ text: `<host><uuid>${uuid}</uuid></host>` });
    for (const { stream } of test.daemons) stream.destroy();
    await pollUntilKnown(test);
    assert.equal(test.entity(uuid).name, 'far');
  });
});
