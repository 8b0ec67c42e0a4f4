import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATS_GROUP } from '@virtscope/libvirt';
import { isRawText, rawFields } from './raw-fields.ts';

describe('rawFields', () => {
  it('asks only for the groups of its names', () => {
    const f = (text: string, groups: number): void => assert.equal(rawFields(text, 9).groups, groups, text);
    f('none', 0);
    f('perf.*', STATS_GROUP.perf);
    f('vcpu.*.exits.sum cpu.haltpoll.*', STATS_GROUP.vcpu | STATS_GROUP['cpu-total']);
    f('iothread.*, dirtyrate.*,vm.*', STATS_GROUP.iothread | STATS_GROUP.dirtyrate | STATS_GROUP.vm);
    f('net.*', STATS_GROUP.interface);
  });

  it('takes * for any run of characters, and no name that cannot be one', () => {
    const { matches } = rawFields('vcpu.*.exits.sum perf.instructions block.*', 9);
    for (const name of ['vcpu.0.exits.sum', 'perf.instructions', 'block.0.timed_group.0.x']) assert.ok(matches(name), name); // prettier-ignore
    for (const name of ['vcpu.0.io_exits.sum', 'perf.instruction', 'block.0 x', 'block.é', `block.${'x'.repeat(200)}`]) assert.ok(!matches(name), name); // prettier-ignore
  });

  it('knows what is no such list', () => {
    const f = (text: string, is: boolean): void => assert.equal(isRawText(text), is, text);
    f('none', true);
    f('perf.*, vcpu.*.exits.sum', true);
    f('', false);
    f('*', false);
    f('disk.*', false);
    f('perf', false);
    f('perf.*;x', false);
    f('constructor.x', false);
  });
});
