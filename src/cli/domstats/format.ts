import { printDomainStats, type DomainStats } from '@virtscope/libvirt';
import { systemClock } from '../../model/clock.ts';
import type { StatsRecord } from '../../model/stats.ts';
import { printable, printableJson, printableXml } from '../printable.ts';
import type { DomstatsOptions } from './command.ts';

/**
 * Records as text like virsh's, or as the JSON or XML of `GET /stats`.
 *
 * @param time epoch ms, from before the call.
 */
export async function formatRecords(
  records: readonly DomainStats[],
  time: number,
  { json, xml, quiet }: DomstatsOptions,
  isTerminal: boolean,
): Promise<string> {
  if (!json && !xml) return formatText(records, quiet === true, isTerminal);
  const { statsChunks, statsFormats } = await import('../../stats/mod.ts');
  const format = xml ? statsFormats.xml : statsFormats.tree;
  const chunks = statsChunks({ time, records: records.map(toRecord) }, format, systemClock);
  const written = (await Array.fromAsync(chunks)).join('');
  return xml ? printableXml(written) : `${printableJson(written)}\n`;
}

function formatText(records: readonly DomainStats[], quiet: boolean, isTerminal: boolean): string {
  // virsh ends every output with an empty line, that of no domains too.
  const ended = printDomainStats(records) || '\n';
  const text = quiet ? ended.slice(0, -1) : ended;
  // The bytes are virsh's where a program reads them; a terminal must not obey the name of a domain.
  return isTerminal ? text.split('\n').map(printable).join('\n') : text;
}

function toRecord({ domain, params }: DomainStats): StatsRecord {
  return {
    uuid: domain.uuid,
    name: domain.name,
    params: params.map(({ field, value }) => [field, value] as const),
    partial: isPartial(domain.id, params) ? 'QEMU was not asked or did not answer' : null,
  };
}

/** A domain that runs and has disks, none of which has a counter. Without the block group that is not known. */
function isPartial(id: number, params: DomainStats['params']): boolean {
  const disks = params.find(({ field }) => field === 'block.count');
  return id >= 0 && Number(disks?.value ?? 0) > 0 && !params.some(({ field }) => field.endsWith('.rd.reqs'));
}
