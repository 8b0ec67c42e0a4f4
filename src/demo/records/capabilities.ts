import { createHash } from 'node:crypto';
import { formatUuid } from '@virtscope/libvirt/wire';
import { HOSTNAME, type Machine } from '../guests/machine.ts';

const HOST_UUID = '4d0b86cb-c4fe-4838-ab03-328ff8e8192e';

/** The capabilities document of the demo's machine, cut down to what readers look for. */
export function capabilitiesXml({ hostname, info }: Machine): string {
  const cells = Array.from({ length: info.cpus }, (_, id) => {
    const socket = Math.floor(id / info.cores);
    return `            <cpu id='${id}' socket_id='${socket}' die_id='0' core_id='${id % info.cores}' siblings='${id}'/>`;
  });
  return `<capabilities>

  <host>
    <uuid>${uuidOf(hostname)}</uuid>
    <cpu>
      <arch>x86_64</arch>
      <model>EPYC</model>
      <vendor>AMD</vendor>
      <topology sockets='${info.sockets}' dies='1' cores='${info.cores}' threads='${info.threads}'/>
      <pages unit='KiB' size='4'/>
      <pages unit='KiB' size='2048'/>
    </cpu>
    <power_management/>
    <iommu support='no'/>
    <migration_features>
      <live/>
      <uri_transports>
        <uri_transport>tcp</uri_transport>
      </uri_transports>
    </migration_features>
    <topology>
      <cells num='1'>
        <cell id='0'>
          <memory unit='KiB'>${info.memoryKib}</memory>
          <cpus num='${info.cpus}'>
${cells.join('\n')}
          </cpus>
        </cell>
      </cells>
    </topology>
    <secmodel>
      <model>none</model>
      <doi>0</doi>
    </secmodel>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <emulator>/usr/bin/qemu-system-x86_64</emulator>
      <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
      <domain type='qemu'/>
      <domain type='kvm'/>
    </arch>
  </guest>

</capabilities>
`;
}

/** The same for the same name. */
function uuidOf(hostname: string): string {
  if (hostname === HOSTNAME) return HOST_UUID;
  const hash = createHash('sha256').update(`virtscope demo ${hostname}`).digest();
  hash[6] = 0x40 | (hash[6]! & 0x0f);
  hash[8] = 0x80 | (hash[8]! & 0x3f);
  return formatUuid(hash.subarray(0, 16));
}
