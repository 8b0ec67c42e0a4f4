import { Unit } from '../../../model/unit.ts';
import { quantity } from '../../../model/text/quantity.ts';
import { ElementText } from '../decode/element-text.ts';
import { places, walkXml, type Place } from '../decode/walk-xml.ts';

/** UUIDs that boards have whose maker gave them none. */
const notUnique = /^([0f])\1{7}(-\1{4}){3}-\1{12}$|^03000200-0400-0500-0006-000700080009$/;

/** The host's UUID as libvirt writes it, in the head of the capabilities. */
const uuidPattern = /<host>\s*<uuid>([0-9a-f-]{36})<\/uuid>/;

/** NUMA nodes that are named; more are only counted. */
const MAX_NODES = 8;

/** The UUID that a daemon reports of its host; null where it has none that is unique. */
export function uniqueUuid(capabilities: string): string | null {
  const uuid = uuidPattern.exec(capabilities)?.[1] ?? null;
  return uuid === null || notUnique.test(uuid) ? null : uuid;
}

/**
 * Labels of a host from the capabilities of its daemon (https://libvirt.org/formatcaps.html): `architecture`, `cpu`, the
 * model that libvirt takes it for, and `numa`, the memory of each NUMA node where there are several. What is not there, and
 * all of a document that cannot be read, is left out.
 */
export async function capabilityLabels(capabilities: string): Promise<Readonly<Record<string, string>>> {
  const architecture = new ElementText();
  const model = new ElementText();
  const vendor = new ElementText();
  const nodes: string[] = [];
  let count = 0;
  let memory = new ElementText();
  const cell: Place = {
    open: () => (memory = new ElementText()),
    close: () => {
      count++;
      if (nodes.length < MAX_NODES) nodes.push(bytesText(memory));
    },
    inside: { get: (name) => (name === 'memory' ? memory.place : undefined) },
  };
  const cpu = places({ arch: architecture.place, model: model.place, vendor: vendor.place });
  const topology = places({ cells: { inside: places({ cell }) } });
  const host = places({ cpu: { inside: cpu }, topology: { inside: topology } });
  try {
    await walkXml(capabilities, { inside: places({ host: { inside: host } }) });
  } catch {
    return {};
  }
  const named = [vendor.text, model.text].filter((text) => text !== null).join(' ');
  return {
    ...(architecture.text !== null && { architecture: architecture.text }),
    ...(named !== '' && { cpu: named }),
    ...(count > 1 && {
      numa: nodes.join(', ') + (count > MAX_NODES ? ` and ${count - MAX_NODES} more` : ''),
    }),
  };
}

/** Memory of a NUMA node for people; libvirt gives KiB. */
function bytesText(memory: ElementText): string {
  const kib = Number(memory.text ?? NaN);
  return Number.isFinite(kib) && kib >= 0 ? quantity(kib * 1024, Unit.bytes).join(' ') : 'unknown';
}
