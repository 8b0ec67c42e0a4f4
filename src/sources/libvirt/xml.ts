import { SaxesParser } from 'saxes';
import { segment } from '../../model/vocabulary.ts';
import type { Device } from '../../model/entity.ts';

/** What virtscope reads from a domain's XML: identities and labels, nothing that changes with time. */
export interface DomainDescription {
  readonly title: string | null;
  readonly disks: readonly Device[];
  /** In the order of `<interface>`, which is the order of `net.N` in the statistics. */
  readonly nics: readonly Device[];
  /** Seconds between balloon reports, null where none are asked for. */
  readonly balloonPeriodSeconds: number | null;
  /** Whether a guest agent has its channel open. */
  readonly agentConnected: boolean;
}

/** Domain XML above this is not read: libvirt's own limit for a string on the wire. */
const MAX_BYTES = 4_194_304;

/**
 * Reads the devices of a domain from its XML (https://libvirt.org/formatdomain.html).
 * @throws Error when the XML is not well-formed or too long
 */
export function parseDomainXml(xml: string): DomainDescription {
  if (xml.length > MAX_BYTES) throw new Error(`Cannot read domain XML: ${xml.length} bytes`);
  const parser = new SaxesParser();
  const path: string[] = [];
  const disks: Device[] = [];
  const nics: Device[] = [];
  let title = '';
  let labels: Record<string, string> = {};
  let key: string | null = null;
  let balloonPeriodSeconds: number | null = null;
  let agentConnected = false;

  parser.on('error', (error) => {
    throw new Error(`Cannot read domain XML: ${error.message}`, { cause: error });
  });
  parser.on('opentag', ({ name, attributes }) => {
    path.push(name);
    const at = path.slice(1).join('/');
    if (at === 'devices/disk' || at === 'devices/interface') {
      labels = attributes['type'] ? { type: attributes['type'] } : {};
      key = null;
    } else if (at === 'devices/disk/target') {
      key = attributes['dev'] ?? null;
    } else if (at === 'devices/interface/mac') {
      key = attributes['address']?.toLowerCase() ?? null;
      if (key) labels['mac'] = key;
    } else if (at === 'devices/interface/target') {
      if (attributes['dev']) labels['ifname'] = attributes['dev'];
    } else if (at === 'devices/disk/source' || at === 'devices/interface/source') {
      const source = ['file', 'dev', 'name', 'dir', 'volume', 'bridge', 'network'].find((a) => attributes[a]);
      if (source) labels['source'] = attributes[source] ?? '';
    } else if (at === 'devices/memballoon/stats') {
      balloonPeriodSeconds = Number(attributes['period']) || null;
    } else if (at === 'devices/channel/target' && attributes['name'] === 'org.qemu.guest_agent.0') {
      agentConnected = attributes['state'] === 'connected';
    }
  });
  parser.on('text', (text) => {
    const at = path.slice(1).join('/');
    if (at === 'title') title += text;
    if (at === 'devices/disk/serial') labels['serial'] = text;
  });
  parser.on('closetag', () => {
    const at = path.slice(1).join('/');
    if (at === 'devices/disk' && key) disks.push({ kind: 'disk', key: segment(key), labels });
    // A NIC without an address of its own still takes its place in the order.
    if (at === 'devices/interface') {
      const own = segment(key ?? `nic${nics.length}`);
      // Two of a team have one address.
      const taken = nics.some((nic) => nic.key === own);
      nics.push({ kind: 'net', key: taken ? `${own}-${nics.length}` : own, labels });
    }
    path.pop();
  });
  parser.write(xml).close();
  return { title: title || null, disks, nics, balloonPeriodSeconds, agentConnected };
}
