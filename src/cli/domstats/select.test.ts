import assert from 'node:assert/strict';
import { it } from 'node:test';
import { testIo } from '../fixture.ts';
import { domstatsCommand } from './command.ts';
import { select } from './select.ts';

it('select() makes the bits of libvirt of the options', () => {
  const f = (args: string, stats: number, flags: number): void => {
    const command = domstatsCommand(testIo().io);
    command.parseOptions(args.split(' ').filter(Boolean));
    assert.deepEqual(select(command.opts()), { stats, flags }, args);
  };
  f('', 0, 0);
  f('--state', 1, 0);
  f('--cpu-total', 2, 0);
  f('--balloon', 4, 0);
  f('--vcpu', 8, 0);
  f('--interface', 16, 0);
  f('--block', 32, 0);
  f('--perf', 64, 0);
  f('--iothread', 128, 0);
  f('--memory', 256, 0);
  f('--dirtyrate', 512, 0);
  f('--vm', 1024, 0);
  f('--state --block --cpu-total', 35, 0);
  f('--list-active', 0, 1);
  f('--list-inactive', 0, 2);
  f('--list-persistent', 0, 4);
  f('--list-transient', 0, 8);
  f('--list-running', 0, 16);
  f('--list-paused', 0, 32);
  f('--list-shutoff', 0, 64);
  f('--list-other', 0, 128);
  f('--nowait', 0, 0x2000_0000);
  f('--backing', 0, 0x4000_0000);
  f('--enforce', 0, 0x8000_0000);
  f('--raw --readonly --quiet --json', 0, 0);
  f('--enforce --nowait --list-paused --list-active --vm', 1024, 0xa000_0021);
});
