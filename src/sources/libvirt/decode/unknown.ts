import type { BatchWriter } from '../../../model/batch-writer.ts';
import type { Reason } from '../../../model/reason.ts';
import type { Vm } from '../vm.ts';

/** Makes all monitor values of a VM unknown for one reason. */
export function blankMonitor(writer: BatchWriter, { monitor, raw }: Vm, reason: Reason): void {
  writer.blank(raw.monitor.values(), reason);
  if (!monitor) return;
  writer.blank(monitor.slots, reason);
  writer.blank(monitor.guest.slots, reason);
}

/** Gives the monitor values of a VM that did not come a better reason; those that came stay. */
export function explainMonitor(writer: BatchWriter, { monitor, raw }: Vm, reason: Reason): void {
  const own = monitor ? [monitor.slots, monitor.guest.slots] : [];
  for (const slots of [...own, raw.monitor.values()]) {
    for (const slot of slots) if (Number.isNaN(writer.values[slot])) writer.unknown(slot, reason);
  }
}

export function blankNet(writer: BatchWriter, { net }: Vm, reason: Reason): void {
  if (net) writer.blank(net.slots, reason);
}

/** Makes all values of a VM unknown for one reason. */
export function blank(writer: BatchWriter, vm: Vm, reason: Reason): void {
  blankMonitor(writer, vm, reason);
  blankNet(writer, vm, reason);
  writer.blank(vm.raw.list.values(), reason);
}
