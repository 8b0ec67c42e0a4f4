import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virsh } from '../../lab/mod.ts';
import { paths } from '../../lab/paths.ts';

/** What virsh prints about a guest, in the terms of facts and labels. */
export async function factsOfVirsh(name: string) {
  const info = new Map((await virsh(['dominfo', name])).split('\n').map((line) => pair(line)));
  const kib = (field: string): number => parseInt(info.get(field) ?? '', 10) * 1024;
  const isOn = info.get('State') === 'running';
  const addresses = async (source: string): Promise<string[]> => {
    if (!isOn) return [];
    const found = (await rows('domifaddr', name, '--source', source)).map(
      (row) => row.at(-1)?.split('/')[0] ?? '',
    );
    return found.filter((address) => !/^(127\.|::1$)/.test(address));
  };
  return {
    info: {
      vcpus: Number(info.get('CPU(s)')),
      memory: kib('Used memory'),
      maxMemory: kib('Max memory'),
      autostart: info.get('Autostart') === 'enable',
    },
    /** Type, target, path. */
    disks: (await rows('domblklist', name, '--details')).map(([type, , target, path]) => [
      type,
      target,
      path,
    ]),
    /** Target, bytes for the guest, bytes on the host. */
    sizes: (await rows('domblkinfo', name, '--all')).map((row) => row.slice(0, 3)),
    nics: await rows('domiflist', name),
    neighbours: await addresses('arp'),
    agent: await addresses('agent'),
    snapshots: (await virsh(['snapshot-list', name, '--name'])).split('\n').filter(Boolean).length,
    domainJob: isOn ? pair((await virsh(['domjobinfo', name])).split('\n')[0] ?? '')[1] : null,
    /** Part of a block job of a disk that is done by now. */
    copied: (disk: string): Promise<number> => copied(name, disk),
  };
}

/** Copies a small disk of a guest, until it is disposed of. */
export async function startCopy(name: string): Promise<AsyncDisposable & { disk: string; least: number }> {
  const disk = 'vda';
  const file = join(paths.guests, `${name}-copy.qcow2`);
  await virsh(['blockcopy', name, disk, file, '--transient-job', '--bandwidth', '65536', '--bytes']);
  return {
    disk,
    least: await copied(name, disk),
    async [Symbol.asyncDispose]() {
      await virsh(['blockjob', name, disk, '--abort']);
      await rm(file);
    },
  };
}

/** Gives a guest a snapshot that was made long ago, which has no data, until it is disposed of. */
export async function defineSnapshot(
  name: string,
  seconds: number,
): Promise<AsyncDisposable & { seconds: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'virtscope-snapshot-'));
  const file = join(folder, 'snapshot.xml');
  const domain = await virsh(['dumpxml', '--inactive', name]);
  const head = `<name>old</name><creationTime>${seconds}</creationTime><state>shutoff</state>`;
  await writeFile(file, `<domainsnapshot>${head}${domain}</domainsnapshot>`);
  await virsh(['snapshot-create', name, file, '--redefine']);
  await rm(folder, { recursive: true });
  return {
    seconds,
    [Symbol.asyncDispose]: async () => void (await virsh(['snapshot-delete', name, 'old', '--metadata'])),
  };
}

async function copied(name: string, disk: string): Promise<number> {
  const text = await virsh(['blockjob', name, disk, '--raw']);
  const [current, end] = ['cur', 'end'].map((field) => Number(new RegExp(`${field}=(\\d+)`).exec(text)?.[1]));
  // As exact as it is shown.
  return Math.round(((current ?? NaN) / (end ?? NaN)) * 1000) / 1000;
}

function pair(line: string): [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at), line.slice(at + 1).trim()];
}

/** The cells of a table that virsh prints below a line. */
async function rows(...args: string[]): Promise<string[][]> {
  const lines = (await virsh(args)).split('\n').map((line) => line.trim());
  const table = lines.slice(lines.findIndex((line) => line.startsWith('---')) + 1);
  return table.filter(Boolean).map((line) => line.split(/\s+/));
}
