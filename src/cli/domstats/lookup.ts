import {
  LibvirtError,
  VIR_CODE,
  type CallOptions,
  type Domain,
  type LibvirtClient,
} from '@virtscope/libvirt';
import { CliError } from '../error.ts';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const maxId = 0x7fff_ffff;

/**
 * The domains people name, each by id, UUID or name, tried in that order as virsh does.
 *
 * @throws {CliError} `DOMAIN_UNKNOWN` in virsh's words, for the first that does not exist.
 */
export async function lookUp(
  client: LibvirtClient,
  names: readonly string[],
  options: CallOptions,
): Promise<Domain[]> {
  const domains: Domain[] = [];
  for (const name of names) {
    const domain = await lookUpOne(client, name, options);
    if (!domain) throw new CliError('DOMAIN_UNKNOWN', `failed to get domain '${name}'`);
    domains.push(domain);
  }
  return domains;
}

async function lookUpOne(client: LibvirtClient, name: string, options: CallOptions): Promise<Domain | null> {
  // What strtol(3) takes, as virsh calls it: blanks and a sign in front.
  const isId = /^[ \t-\r]*\+?\d+$/.test(name) && Number(name) <= maxId;
  return (
    (isId ? await ifExists(client.lookupById(Number(name), options)) : null) ??
    (uuid.test(name) ? await ifExists(client.lookupByUuid(name, options)) : null) ??
    ifExists(client.lookupByName(name, options))
  );
}

async function ifExists(lookup: Promise<Domain>): Promise<Domain | null> {
  try {
    return await lookup;
  } catch (error) {
    if (error instanceof LibvirtError && error.virCode === VIR_CODE.NO_DOMAIN) return null;
    throw error;
  }
}
