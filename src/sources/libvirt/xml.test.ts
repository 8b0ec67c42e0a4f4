import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDomainXml } from './xml.ts';

const domain = (inside: string): string => `<domain type='kvm'>${inside}</domain>`;

describe('parseDomainXml', () => {
  it('keys disks by target and interfaces by MAC, in their order', () => {
    const { disks, nics } = parseDomainXml(
      domain(`<devices>
        <disk type='file' device='disk'><source file='/d/a.qcow2'/><backingStore type='file'><source file='/d/base'/></backingStore>
          <target dev='vda' bus='virtio'/><serial>S1</serial></disk>
        <disk type='block' device='cdrom'><target dev='sda'/></disk>
        <interface type='hostdev'/>
        <interface type='bridge'><mac address='52:54:00:AA:BB:CC'/><source bridge='br0'/><target dev='vnet3'/></interface>
      </devices>`),
    );
    assert.deepEqual(
      disks.map(({ key, labels }) => [key, labels]),
      [
        ['vda', { type: 'file', source: '/d/a.qcow2', serial: 'S1' }],
        ['sda', { type: 'block' }],
      ],
    );
    assert.deepEqual(
      nics.map(({ key }) => key),
      ['nic0', '525400aabbcc'],
    );
    assert.equal(nics[1]?.labels['ifname'], 'vnet3');
  });

  it('reads title, balloon period and agent channel', () => {
    const read = parseDomainXml(
      domain(`<title>Data &amp; more</title><devices><memballoon><stats period='5'/></memballoon>
        <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel></devices>`),
    );
    assert.deepEqual([read.title, read.balloonPeriodSeconds, read.agentConnected], ['Data & more', 5, true]);
  });

  it('refuses what is not well-formed, and entities of its own', () => {
    const f = (xml: string): void =>
      assert.throws(() => parseDomainXml(xml), /^Error: Cannot read domain XML: /);
    f('<domain>');
    f('not xml');
    f('<!DOCTYPE d [<!ENTITY a "b">]><domain><title>&a;</title></domain>');
    f(`<domain>${' '.repeat(4_194_305)}</domain>`);
  });
});
