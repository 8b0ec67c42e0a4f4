import { disksOf, type Disk } from '../image/disks.ts';
import type { Guest } from './guest.ts';
import type { LinuxImage } from '../image/image.ts';
import { BRIDGE } from '../host/network.ts';
import { paths } from '../paths.ts';

/**
 * The libvirt domain of a guest.
 *
 * Every guest has what statistics are read from: two disks, a NIC, a balloon that reports, a guest agent channel; and
 * OpenStack's metadata, so that projects and users can be distinguished.
 */
export function domainXml(guest: Guest, image: LinuxImage): string {
  const { name, number, accelerator, system } = guest;
  const memoryMib = system === 'linux' ? 96 : 16;
  return `<domain type='${accelerator === 'kvm' ? 'kvm' : 'qemu'}'>
  <name>${name}</name>
  <uuid>${guest.uuid}</uuid>
  <metadata>
    <nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'>
      <nova:name>${name}</nova:name>
      <nova:flavor name='m1.tiny'><nova:memory>${memoryMib}</nova:memory></nova:flavor>
      <nova:owner>
        <nova:user uuid='u-${number % 3}'>user${number % 3}</nova:user>
        <nova:project uuid='p-${number % 4}'>project${number % 4}</nova:project>
      </nova:owner>
    </nova:instance>
  </metadata>
  <memory unit='MiB'>${memoryMib}</memory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    ${bootElements(guest, image)}
  </os>
  <features><acpi/>${accelerator === 'tcg' ? SMALL_TRANSLATION_CACHE : ''}</features>
  ${accelerator === 'kvm' ? CPU_MODEL : ''}
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>preserve</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    ${disksOf(guest).map(diskElement).join('\n    ')}
    <interface type='bridge'>
      <mac address='${guest.mac}'/>
      <source bridge='${BRIDGE}'/>
      <target dev='${guest.tap}'/>
      <model type='virtio'/>
      <rom enabled='no'/>
    </interface>
    ${system === 'linux' ? `<serial type='file'><source path='${escape(consoleFile(guest))}'/></serial>` : ''}
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>
    <video><model type='vga' vram='2048'/></video>
    <memballoon model='virtio'><stats period='5'/></memballoon>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <panic model='isa'/>
    <controller type='usb' model='none'/>
  </devices>
</domain>
`;
}

/** Where a Linux guest's serial console is written. */
export function consoleFile({ files }: Pick<Guest, 'files'>): string {
  return `${files}.log`;
}

/** The line that a Linux guest writes on its console when all of it is up. */
export const READY_MARK = 'lab: ready';

// QEMU's own default is a GiB per guest at most; this is all a guest of 96 MiB uses.
const SMALL_TRANSLATION_CACHE = `<tcg><tb-cache unit='MiB'>24</tb-cache></tcg>`;

// The host's own model aborts QEMU under nested KVM; this one every host can give.
const CPU_MODEL = `<cpu mode='custom' match='exact' check='none'><model fallback='allow'>qemu64</model></cpu>`;

// After the console, what makes booting cheaper under emulation, by about a third.
const KERNEL_OPTIONS =
  'console=ttyS0 quiet panic=1 mitigations=off init_on_alloc=0 lsm= nokaslr audit=0 random.trust_cpu=on rcupdate.rcu_expedited=1';

function bootElements({ system, number, name, load, ip }: Guest, { kernel, initrd }: LinuxImage): string {
  if (system === 'rom') return `<loader readonly='yes' type='rom'>${escape(paths.sleepRom)}</loader>`;
  if (system === 'boot-sector') return `<boot dev='hd'/>`;
  const parameters = `lab.id=${number} lab.name=${name} lab.load=${load} lab.ip=${ip}`;
  return `<kernel>${escape(kernel)}</kernel>
    <initrd>${escape(initrd)}</initrd>
    <cmdline>${KERNEL_OPTIONS} ${parameters}</cmdline>`;
}

function diskElement({ target, format, file }: Disk): string {
  return `<disk type='file' device='disk'>
      <driver name='qemu' type='${format}' cache='none' error_policy='stop'/>
      <source file='${escape(file)}'/>
      <target dev='${target}' bus='virtio'/>
    </disk>`;
}

/** Escapes a path, which is the only text in the domain that is not the lab's own. */
function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
}
