import { blockCopyOf } from '../guests/block-copy.ts';
import { disksOf, hostDevice, indexOfImage } from '../guests/devices.ts';
import type { Disk, Guest, Nic } from '../guests/guest.ts';
import type { Phase } from '../guests/state-machine.ts';
import { escapeXml } from '../../lib/text/xml.ts';
import { metadataXml } from './metadata.ts';

/** The definition of a guest; what only a running one has (id, aliases, host devices) is left out of the others. */
export function domainXml(guest: Guest, phase: Phase, domainId: number, memoryPeriodS = 5): string {
  const live = phase.on;
  const name = escapeXml(guest.name);
  const { about } = guest;
  // Where it is copied to does not depend on the time.
  const copy = blockCopyOf(guest, 0);
  const current = guest.vcpus < guest.maximumVcpus ? ` current='${guest.vcpus}'` : '';
  return `<domain type='kvm'${live ? ` id='${domainId}'` : ''}>
  <name>${name}</name>
  <uuid>${guest.uuid}</uuid>
  <title>${escapeXml(about.title)}</title>
${about.description ? `  <description>${escapeXml(about.description)}</description>\n` : ''}${metadataXml(guest)}  <memory unit='KiB'>${guest.maximumMemoryKib}</memory>
  <currentMemory unit='KiB'>${guest.memoryKib}</currentMemory>
  <vcpu placement='static'${current}>${guest.maximumVcpus}</vcpu>
${osXml(about.uefi ?? false)}  <features>
    <acpi/>
    <apic/>
  </features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
${disksOf(guest, phase)
  .map((disk, d) => diskXml(disk, live, indexOfImage(guest, d), copy?.disk === disk ? copy.path : null))
  .join('')}${guest.nics.map((nic, n) => nicXml(nic, live ? hostDevice(domainId, n) : null)).join('')}${
    guest.balloon === 'none' ? '' : channelXml(phase)
  }${balloonXml(guest.balloon === 'none' ? 0 : memoryPeriodS, live)}  </devices>
</domain>
`;
}

/** UEFI as libvirt fills it in where a definition asks for `firmware='efi'`. */
function osXml(uefi: boolean): string {
  const type = `    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>`;
  if (!uefi) return `  <os>\n${type}\n    <boot dev='hd'/>\n  </os>\n`;
  return `  <os firmware='efi'>
${type}
    <firmware>
      <feature enabled='yes' name='enrolled-keys'/>
      <feature enabled='yes' name='secure-boot'/>
    </firmware>
    <loader readonly='yes' secure='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.ms.fd</loader>
    <boot dev='hd'/>
  </os>
`;
}

function diskXml(disk: Disk, live: boolean, index: number, mirror: string | null): string {
  const alias = aliasXml(disk.alias, live);
  if (disk.path === null) {
    return `    <disk type='file' device='cdrom'>
      <driver name='qemu'/>
      <target dev='${disk.target}' bus='sata'/>
      <readonly/>
${alias}    </disk>
`;
  }
  const image = live ? ` index='${index}'` : '';
  return `    <disk type='file' device='disk'>
      <driver name='qemu' type='${disk.format}' cache='none' discard='unmap'/>
      <source file='${escapeXml(disk.path)}'${image}/>
${live ? '      <backingStore/>\n' : ''}${live && mirror ? mirrorXml(mirror, disk.format) : ''}      <target dev='${disk.target}' bus='virtio'/>
${alias}    </disk>
`;
}

/** What libvirt adds to a disk while it is copied. */
function mirrorXml(path: string, format: Disk['format']): string {
  return `      <mirror type='file' file='${escapeXml(path)}' format='${format}' job='copy'>
        <format type='${format}'/>
        <source file='${escapeXml(path)}'/>
      </mirror>
`;
}

function nicXml(nic: Nic, device: string | null): string {
  const { network, bridge } = nic;
  const source = network
    ? `network='${network}'${device ? ` bridge='${bridge}'` : ''}`
    : `bridge='${bridge}'`;
  return `    <interface type='${network ? 'network' : 'bridge'}'>
      <mac address='${nic.mac}'/>
      <source ${source}/>
${device ? `      <target dev='${device}'/>\n` : ''}      <model type='virtio'/>
${aliasXml(nic.alias, device !== null)}    </interface>
`;
}

function channelXml(phase: Phase): string {
  const state = phase.on ? ` state='${phase.up ? 'connected' : 'disconnected'}'` : '';
  return `    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'${state}/>
${aliasXml('channel0', phase.on)}    </channel>
`;
}

function balloonXml(periodS: number, live: boolean): string {
  return `    <memballoon model='virtio'>
${periodS > 0 ? `      <stats period='${periodS}'/>\n` : ''}${aliasXml('balloon0', live)}    </memballoon>
`;
}

function aliasXml(alias: string, live: boolean): string {
  return live ? `      <alias name='${alias}'/>\n` : '';
}
