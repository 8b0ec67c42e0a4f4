import {
  LIST_FLAG,
  LibvirtError,
  type Domain,
  type LibvirtClient,
  type TypedParam,
} from '@virtscope/libvirt';
import { procedures, XdrWriter } from '@virtscope/libvirt/wire';
import { noDeadline } from '../serial-calls.ts';

const [RUNNING, SHUT_OFF] = [1, 5];
/** VMs that neither run nor are off, asked for their state one by one. */
const MAX_ASKED = 64;

/**
 * All VMs with their states, in the form of bulk statistics, from a driver that has none: a list of all and one of those
 * that run, and a call for each that is neither running nor off. A state that was not asked is left out.
 */
export async function readDomainList(client: LibvirtClient): Promise<Uint8Array> {
  const all = await client.listAllDomains(0, noDeadline);
  const running = new Set(
    (await client.listAllDomains(LIST_FLAG.running, noDeadline)).map(({ uuid }) => uuid),
  );
  let asked = 0;
  const stateOf = async (domain: Domain): Promise<TypedParam[]> => {
    if (domain.id < 0) return params(SHUT_OFF, 0);
    if (running.has(domain.uuid)) return params(RUNNING, 0);
    if (++asked > MAX_ASKED) return [];
    try {
      const { state, reason } = await client.domainState(domain, noDeadline);
      return params(state, reason);
    } catch (error) {
      // It went since the list.
      if (error instanceof LibvirtError) return [];
      throw error;
    }
  };
  const records: { domain: Domain; params: TypedParam[] }[] = [];
  for (const domain of all) records.push({ domain, params: await stateOf(domain) });
  const writer = new XdrWriter();
  procedures.CONNECT_GET_ALL_DOMAIN_STATS.reply.encode(writer, { records });
  return writer.bytes;
}

function params(state: number, reason: number): TypedParam[] {
  return [
    { field: 'state.state', type: 1, value: state },
    { field: 'state.reason', type: 1, value: reason },
  ];
}
