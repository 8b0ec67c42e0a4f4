import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDomainXml } from './xml.ts';

const domain = (inside: string): string => `<domain type='kvm'>${inside}</domain>`;

describe('parseDomainXml', () => {
  it('keys disks by target and interfaces by MAC, in their order', async () => {
    const { disks, nics } = await parseDomainXml(
      domain(`<devices>
        <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/d/a.qcow2'/>
          <backingStore type='file'><format type='raw'/><source file='/d/base'/></backingStore>
          <target dev='vda' bus='virtio'/><serial>S1</serial><alias name='virtio-disk0'/></disk>
        <disk type='block' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
        <interface type='hostdev'/>
        <interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan' bridge='virbr0'/><target dev='vnet2'/>
          <model type='virtio'/><link state='down'/><alias name='net1'/></interface>
        <interface type='bridge'><mac address='52:54:00:AA:BB:CC'/><source bridge='br0'/><target dev='vnet3'/></interface>
      </devices>`),
    );
    assert.deepEqual(
      disks.map(({ key, labels }) => [key, labels]),
      [
        ['vda', { type: 'file', format: 'qcow2', source: '/d/a.qcow2', bus: 'virtio', serial: 'S1', alias: 'virtio-disk0' }], // prettier-ignore
        ['sda', { type: 'block', device: 'cdrom', bus: 'sata', readonly: 'yes' }],
      ],
    );
    const mac = (last: string): string => `52:54:00:${last}`;
    assert.deepEqual(
      nics.map(({ key, labels }) => [key, labels]),
      [
        ['nic0', { type: 'hostdev', link: 'up' }],
        ['525400000001', { type: 'network', mac: mac('00:00:01'), source: 'lan', bridge: 'virbr0', ifname: 'vnet2', model: 'virtio', link: 'down', alias: 'net1' }], // prettier-ignore
        ['525400aabbcc', { type: 'bridge', mac: mac('aa:bb:cc'), source: 'br0', bridge: 'br0', ifname: 'vnet3', link: 'up' }], // prettier-ignore
      ],
    );
  });

  it('reads title, balloon period and agent channel', async () => {
    const read = await parseDomainXml(
      domain(`<title>Data &amp; more</title><devices><memballoon><stats period='5'/></memballoon>
        <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel></devices>`),
    );
    assert.deepEqual(
      [read.definition.title, read.balloonPeriodSeconds, read.agentConnected],
      ['Data & more', 5, true],
    );
  });

  it('refuses what is not well-formed, and entities of its own', async () => {
    const f = (xml: string): Promise<void> =>
      assert.rejects(parseDomainXml(xml), /^Error: Cannot read domain XML: /);
    await f('<domain>');
    await f('not xml');
    await f('<!DOCTYPE d [<!ENTITY a "b">]><domain><title>&a;</title></domain>');
  });

  it('refuses what is too long, too deep or too much, with the limit in the message', async () => {
    const f = (xml: string, state: RegExp): Promise<void> => assert.rejects(parseDomainXml(xml), state);
    await f(`<domain>${' '.repeat(1_048_577)}</domain>`, /more than 1048576 characters/);
    await f(`<domain>${'<a>'.repeat(300_000)}`, /nested deeper than 64/);
    await f(`<domain>${'<a/>'.repeat(20_000)}</domain>`, /more than 20000 elements/);
    const names = Array.from({ length: 257 }, (_, n) => `a${n}=''`).join(' ');
    await f(`<domain ${names}/>`, /more than 256 attributes/);
    await f(`<${'d'.repeat(1_000_000)}`, /^Error: .{0,260}$/);
  });

  it('does not take an element for a part of JavaScript, nor a path for another', async () => {
    const { definition, disks } = await parseDomainXml(
      domain(`<constructor><target dev='vda'/></constructor><__proto__/>
        <metadata><title>no</title><devices><disk><target dev='vdb'/></disk></devices></metadata>`),
    );
    assert.deepEqual([definition.title, disks], [null, []]);
  });

  it('cuts texts that are only shown', async () => {
    const long = 'x'.repeat(100_000);
    const { definition, disks } = await parseDomainXml(
      domain(
        `<title>${long}</title><devices><disk><source file='${long}'/><target dev='vda'/></disk></devices>`,
      ),
    );
    assert.equal(definition.title?.length, 1024);
    assert.equal(disks[0]?.labels['source']?.length, 1024);
  });

  it('knows a guest whose memory, or a part of it, is in huge pages', async () => {
    const f = async (inside: string, want: boolean): Promise<void> =>
      assert.equal((await parseDomainXml(domain(inside))).hugepages, want, inside);
    await f('<memoryBacking><hugepages/></memoryBacking>', true);
    await f("<memoryBacking><hugepages><page size='1' unit='G'/></hugepages></memoryBacking>", true);
    await f(
      "<devices><memory model='dimm'><source><pagesize unit='KiB'>2048</pagesize></source></memory></devices>",
      true,
    );
    await f('<memoryBacking><nosharepages/></memoryBacking><metadata><hugepages/></metadata>', false);
  });
});
