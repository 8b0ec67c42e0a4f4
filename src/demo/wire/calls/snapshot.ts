import { escapeXml } from '../../../lib/text/xml.ts';
import { snapshotsOf, type Snapshot } from '../../guests/snapshots.ts';
import { domainXml } from '../../records/xml.ts';
import { Fault, ORIGIN } from '../fault.ts';
import { guestOf, type Call, type Handlers } from './call.ts';
import type { WireDomain } from '@virtscope/libvirt/wire';

/** Bits of the calls that list, of which the demo knows two: snapshots without a parent, and without a child. */
const LIST = { roots: 0x1, leaves: 0x4 } as const;

/** Calls about a guest's snapshots. */
export const snapshotCalls = {
  DOMAIN_SNAPSHOT_NUM: ({ domain, flags }, call) => ({ value: listed(call, domain, flags).length }),
  DOMAIN_SNAPSHOT_LIST_NAMES({ domain, max, flags }, call) {
    const names = listed(call, domain, flags).map(({ name }) => name);
    return { names: names.slice(0, max) };
  },
  DOMAIN_LIST_ALL_SNAPSHOTS({ domain, needResults, flags }, call) {
    const found = listed(call, domain, flags).map(({ name }) => ({ name, domain }));
    return { snapshots: needResults ? found : [], count: found.length };
  },
  DOMAIN_HAS_CURRENT_SNAPSHOT: ({ domain }, call) => ({ value: all(call, domain).length > 0 ? 1 : 0 }),
  DOMAIN_SNAPSHOT_CURRENT({ domain }, call) {
    const last = all(call, domain).at(-1);
    if (!last) throw missing('the domain does not have a current snapshot');
    return { snapshot: { name: last.name, domain } };
  },
  DOMAIN_SNAPSHOT_LOOKUP_BY_NAME({ domain, name }, call) {
    return { snapshot: { name: named(call, domain, name).name, domain } };
  },
  DOMAIN_SNAPSHOT_GET_XML_DESC({ snapshot: { name, domain } }, call) {
    const { createdAt, parent } = named(call, domain, name);
    const { guest, phase } = guestOf(call, domain);
    const own = domainXml(guest, phase, call.daemon.world.domain(guest).id);
    return {
      text: `<domainsnapshot>
  <name>${escapeXml(name)}</name>
  <state>${phase.on ? 'running' : 'shutoff'}</state>
${parent === null ? '' : `  <parent>\n    <name>${escapeXml(parent)}</name>\n  </parent>\n`}  <creationTime>${createdAt / 1000}</creationTime>
${own.trimEnd().replaceAll(/^/gm, '  ')}
</domainsnapshot>
`,
    };
  },
} satisfies Handlers;

function all(call: Call, domain: WireDomain): Snapshot[] {
  return snapshotsOf(guestOf(call, domain).guest, call.daemon.clock.now());
}

function listed(call: Call, domain: WireDomain, flags: number): Snapshot[] {
  const snapshots = all(call, domain);
  if (flags & LIST.roots) return snapshots.slice(0, 1);
  return flags & LIST.leaves ? snapshots.slice(-1) : snapshots;
}

/** @throws {Fault} where there is none of this name. */
function named(call: Call, domain: WireDomain, name: string): Snapshot {
  const snapshot = all(call, domain).find((one) => one.name === name);
  if (!snapshot) throw missing(`no domain snapshot with matching name '${name}'`);
  return snapshot;
}

function missing(detail: string): Fault {
  return new Fault('noSnapshot', ORIGIN.snapshot, detail);
}
