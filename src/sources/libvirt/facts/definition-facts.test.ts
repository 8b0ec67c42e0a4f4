import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDomainXml } from '../decode/xml.ts';
import { definitionFacts, unreadableFacts } from './definition-facts.ts';

const read = async (inside: string) =>
  definitionFacts((await parseDomainXml(`<domain type='kvm'>${inside}</domain>`)).definition);

/** Values of the facts that are known. */
async function values(inside: string): Promise<Record<string, unknown>> {
  const known = Object.entries(await read(inside)).filter(([, fact]) => fact?.value != null);
  return Object.fromEntries(known.map(([name, fact]) => [name, fact?.value]));
}

const nova = (of: string): string =>
  `<metadata><n:instance xmlns:n="http://openstack.org/xmlns/libvirt/nova/1.1">${of}</n:instance></metadata>`;

describe('definitionFacts', () => {
  it('has what a VM was given, each fact with its origin', async () => {
    const facts = await read(
      `<title>Shop</title><description>Sells
      things</description><memory unit='KiB'>2097152</memory><currentMemory unit='GiB'>1</currentMemory>
      <vcpu placement='static' current='2'>4</vcpu><os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>`,
    );
    const origin = { origin: 'definition', reason: null };
    const none = { value: null, origin: null, reason: null };
    assert.deepEqual(facts, {
      title: { value: 'Shop', ...origin },
      description: { value: 'Sells\n      things', ...origin },
      instance: none,
      project: none,
      flavor: none,
      vcpus: { value: 2, ...origin },
      maxVcpus: { value: 4, ...origin },
      firmware: { value: 'BIOS', ...origin },
      machineType: { value: 'pc-q35-7.2, x86_64', ...origin },
      memory: { value: 2 ** 30, ...origin },
      maxMemory: { value: 2 ** 31, ...origin },
      tags: none,
    });
  });

  it('takes the maximum for what it has now where nothing else is given', async () => {
    assert.deepEqual(await values('<memory>1024</memory><vcpu>8</vcpu>'), {
      vcpus: 8,
      maxVcpus: 8,
      memory: 2 ** 20,
      maxMemory: 2 ** 20,
    });
  });

  it('has no number that cannot be', async () => {
    for (const no of ['', '-1', 'many', '0', '1e400', '9'.repeat(30)])
      assert.deepEqual(await values(`<memory>${no}</memory><vcpu current='${no}'>${no}</vcpu>`), {}, no);
    assert.deepEqual(await values("<memory unit='constructor'>1024</memory>"), {});
  });

  it('knows BIOS, UEFI and secure boot in all ways in which libvirt writes them', async () => {
    const f = async (os: string, want: string | undefined): Promise<void> =>
      assert.equal((await values(os))['firmware'], want, os);
    const type = "<type arch='x86_64' machine='q35'>hvm</type>";
    await f(`<os>${type}</os>`, 'BIOS');
    await f(`<os firmware='bios'>${type}</os>`, 'BIOS');
    await f(`<os>${type}<loader type='rom'>/usr/share/seabios.bin</loader></os>`, 'BIOS');
    await f(`<os firmware='efi'>${type}</os>`, 'UEFI');
    await f(`<os>${type}<loader readonly='yes' type='pflash'>/ovmf.fd</loader></os>`, 'UEFI');
    await f(`<os>${type}<loader type='pflash' secure='yes'>/ovmf.fd</loader></os>`, 'UEFI, secure boot');
    const feature = (enabled: string): string =>
      `<firmware><feature enabled='${enabled}' name='secure-boot'/><feature enabled='yes' name='enrolled-keys'/></firmware>`;
    await f(`<os firmware='efi'>${type}${feature('yes')}</os>`, 'UEFI, secure boot');
    await f(`<os firmware='efi'>${type}${feature('no')}</os>`, 'UEFI');
    await f("<os><type arch='s390x' machine='s390-ccw-virtio'>hvm</type></os>", undefined);
  });

  it('has name, project and flavor of an instance of Nova, and of nothing else that is an instance', async () => {
    const instance = `<n:name>shop-1</n:name><n:flavor name="m1.small"><n:vcpus>1</n:vcpus></n:flavor>
      <n:owner><n:user uuid="u">bob</n:user><n:project uuid="p">sales</n:project></n:owner>`;
    const all = { instance: 'shop-1', project: 'sales', flavor: 'm1.small' };
    assert.deepEqual(await values(nova(instance)), all);
    assert.deepEqual((await values(nova('<n:owner><n:project uuid="p"/></n:owner>')))['project'], 'p');
    const other = `<metadata><a:instance xmlns:a="http://example.com/"><a:name>no</a:name></a:instance></metadata>`;
    assert.deepEqual(await values(other), {});
  });

  it('has tags of any name space, once each, as a list or as one text', async () => {
    const f = async (metadata: string, want: string[] | undefined): Promise<void> =>
      assert.deepEqual((await values(`<metadata>${metadata}</metadata>`))['tags'], want, metadata);
    const open = 'xmlns:virtscope="urn:virtscope:tags"';
    await f(`<virtscope:tags ${open}>prod web, prod</virtscope:tags>`, ['prod', 'web']);
    await f(`<v:tags xmlns:v="x"><v:tag> front end </v:tag><v:tag>web</v:tag></v:tags>`, [
      'front end',
      'web',
    ]);
    await f('<tags>a</tags>', ['a']);
    await f('<a:b xmlns:a="x"><a:tags>no</a:tags></a:b>', undefined);
    await f('<tags> </tags>', undefined);
  });

  it('bounds what metadata can claim, and counts the tags that are left out', async () => {
    const tags = Array.from({ length: 40 }, (_, n) => `<tag>${n}${'x'.repeat(1000)}</tag>`).join('');
    const { definition, omitted } = await parseDomainXml(
      `<domain><metadata><tags>${tags}</tags></metadata></domain>`,
    );
    assert.deepEqual([definition.tags.length, definition.tags[39 - 8]?.length], [32, 64]);
    assert.equal(omitted.get('tags'), 8);
    const long = 'y'.repeat(100_000);
    const facts = await values(`<description>${long}</description>${nova(`<n:flavor name="${long}"/>`)}`);
    assert.deepEqual([String(facts['description']).length, String(facts['flavor']).length], [1024, 1024]);
  });
});

it('unreadableFacts gives the reason for what is not known, and leaves what is', () => {
  const known = { vcpus: { value: 2, origin: 'definition', reason: null, time: 1 } };
  const facts = unreadableFacts(known, 'It is no XML.');
  assert.equal(facts.vcpus, undefined);
  assert.deepEqual(facts.memory, { value: null, origin: null, reason: 'It is no XML.' });
});
