import type { BatchWriter } from '../../../model/batch-writer.ts';
import { Reason } from '../../../model/reason.ts';
import type { SeriesTable } from '../../../model/series.ts';
import type { GuestReport } from '../calls/agent-calls.ts';
import type { Vm } from '../vm.ts';
import { relabel } from './labels.ts';

/**
 * Puts the report of the VM's guest agent into the batch.
 * @param current whether the agent still reports
 */
export function putGuestReport(
  vm: Vm,
  { report, current }: { report: GuestReport; current: boolean },
  { series, writer }: { series: SeriesTable; writer: BatchWriter },
): void {
  relabel(vm);
  const kept = new Set<number>();
  for (const { key, totalBytes, usedBytes } of report.filesystems) {
    for (const [metric, bytes] of [
      [`fs.${key}.total`, totalBytes],
      [`fs.${key}.used`, usedBytes],
    ] as const) {
      const slot = series.slot(vm.entity, metric);
      kept.add(slot);
      writer.reserve();
      if (!current) writer.unknown(slot, Reason.staleAgentReport);
      else writer.putUpTo(Infinity, slot, bytes);
    }
  }
  // A guest that mounts and unmounts all day must not leave a series behind for each.
  for (const [metric, slot] of series.metrics(vm.entity)) {
    if (!metric.startsWith('fs.') || kept.has(slot)) continue;
    writer.unknown(slot, Reason.gone);
    series.drop(slot);
  }
}
