import { quantity, span, text } from '../../../format/format.ts';
import { known, type Facts } from './read.ts';

const nbsp = '\u00a0';

/** `4 vCPUs`, or `4 of 8 vCPUs` where it can have more without a restart. */
export function processorsText(facts: Facts): string | null {
  const now = known(facts, 'vcpus')?.value ?? null;
  if (now === null) return null;
  const most = known(facts, 'maxVcpus')?.value ?? now;
  const count = most > now ? `${now} of ${most}` : String(now);
  return `${count}${nbsp}${most === 1 ? 'vCPU' : 'vCPUs'}`;
}

/** `8.0 GiB memory`, or `4.0 of 8.0 GiB memory` where it can have more without a restart. */
export function memoryText(facts: Facts): string | null {
  const now = known(facts, 'memory')?.value ?? null;
  if (now === null) return null;
  const most = known(facts, 'maxMemory')?.value ?? now;
  const [number, unit] = quantity(most, 'bytes');
  if (most <= now) return `${number}${nbsp}${unit} memory`;
  const [smaller, smallerUnit] = quantity(now, 'bytes');
  return `${smallerUnit === unit ? smaller : text(now, 'bytes')} of ${number}${nbsp}${unit} memory`;
}

/** `q35, UEFI`: the board and what starts it. */
export function boardText(facts: Facts): string | null {
  const parts = [known(facts, 'machineType')?.value, known(facts, 'firmware')?.value].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : null;
}

/** `3 snapshots, oldest 40 d`; null where there are none. */
export function snapshotsText(facts: Facts, now: number): string | null {
  const count = known(facts, 'snapshots')?.value ?? 0;
  if (count === 0) return null;
  const oldest = known(facts, 'oldestSnapshot')?.value;
  const age =
    oldest === undefined
      ? ''
      : `${count === 1 ? ',' : ', oldest'} ${span(now - oldest)}${count === 1 ? ' old' : ''}`;
  return `${count}${nbsp}${count === 1 ? 'snapshot' : 'snapshots'}${age}`;
}

/** `web-7 of project shop, flavor m1.small`, as OpenStack has it. */
export function instanceText(facts: Facts): string | null {
  const [instance, project, flavor] = [
    known(facts, 'instance')?.value,
    known(facts, 'project')?.value,
    known(facts, 'flavor')?.value,
  ];
  const of = [
    instance && `instance ${instance}`,
    project && `project ${project}`,
    flavor && `flavor ${flavor}`,
  ];
  const parts = of.filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : null;
}

/** The search that lists the machines with a tag. */
export function tagUri(tag: string): string {
  const value = /^[\w.-]+$/.test(tag) ? tag : `"${tag.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  return `/metrics/VM?select=${encodeURIComponent(`tag:${value}`)}`;
}
