import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { open } from '@virtscope/libvirt';
import { startDemo, type Demo } from '../../../src/demo/mod.ts';

const guest = 'web-01';
const disk = 'vda';

/** What the demo gave up on is libvirt's code 3 to its clients. */
const NO_SUPPORT = 3;

function without(file: string): string | false {
  return existsSync(file) ? false : `${file} is not installed`;
}

/** What a program printed, its complaint where it printed nothing. */
function run(command: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  return new Promise((resolve) => {
    execFile(command, args, { env, maxBuffer: 1e8 }, (_error, out, complaint) =>
      resolve(out.trimEnd() || complaint.trim()),
    );
  });
}

describe('the demo hypervisor and the real clients', () => {
  let demo: Demo;
  let nic: string;
  before(async () => {
    demo = await startDemo({ guests: 13, calm: true });
    await using client = await open(demo.uri);
    const xml = await client.domainXml(await client.lookupByName(guest));
    nic = /<target dev='(vnet\d+)'/.exec(xml)?.[1] ?? '';
  });
  after(() => demo.stop());

  // prettier-ignore
  const commands: readonly (readonly [line: string, want: RegExp])[] = [
    ['list --all', /^ Id +Name +State\n-+\n[^]* 1 +web-01 +running\n[^]* - +golden-image +shut off$/],
    ['list --inactive --name', /^golden-image$/],
    ['list --all --with-snapshot', /^ Id +Name +State\n-+\n 2 +db-01 +running\n 5 +windows-legacy +running\n 6 +mail server +running\n 9 +files-01 +running$/],
    ['list --title', / web-01 +running +Shop front end 1\n/],
    ['dominfo @guest', /^Id: +1\nName: +web-01\nUUID: +[-\da-f]{36}\nOS Type: +hvm\nState: +running\nCPU\(s\): +4\nCPU time: +[\d.]+s\nMax memory: +\d+ KiB\nUsed memory: +\d+ KiB\nPersistent: +yes\nAutostart: +disable\nManaged save: +no\nSecurity model: none\nSecurity DOI: +0$/],
    ['dominfo golden-image', /^Id: +-\n[^]*State: +shut off\n/],
    ['domblklist --details @guest', / file +disk +vda +\/\S+\.qcow2/],
    ['domiflist @guest', / @nic +bridge +br0 +virtio +52:54:00(:[\da-f]{2}){3}/],
    ['domblkstat @guest @disk', /^vda rd_req \d+\nvda rd_bytes \d+\nvda wr_req \d+\nvda wr_bytes \d+\nvda flush_operations \d+\nvda rd_total_times \d+\nvda wr_total_times \d+\nvda flush_total_times \d+$/],
    ['domblkstat --human @guest', / number of bytes read: +\d+\n/],
    ['domblkinfo @guest @disk', /^Capacity: +\d+\nAllocation: +\d+\nPhysical: +\d+$/],
    ['domblkinfo --all @guest', / vda +\d+ +\d+ +\d+/],
    ['domblkerror @guest', /^No errors found$/],
    ['domifstat @guest @nic', /^@nic rx_bytes \d+\n[^]*@nic tx_drop \d+$/],
    ['domifaddr @guest --source arp', / @nic +52:54:00\S+ +ipv4 +10\.\S+\/16/],
    ['domif-getlink @guest @nic', /^@nic up$/],
    ['dommemstat @guest', /^actual \d+\n[^]*\nrss \d+$/],
    ['vcpuinfo @guest', /^VCPU: +0\nCPU: +\d+\nState: +running\nCPU time: +[\d.]+s\nCPU Affinity: +y+\n/],
    ['vcpucount @guest', /^maximum +config +8\nmaximum +live +8\ncurrent +config +4\ncurrent +live +4$/],
    ['vcpupin @guest', /^ VCPU +CPU Affinity\n-+\n 0 +0-\d+\n/],
    ['emulatorpin @guest', / \*: 0-\d+$/],
    ['iothreadinfo @guest', /^No IOThreads found for the domain$/],
    ['nodeinfo', /^CPU model: +x86_64\nCPU\(s\): +\d+\n/],
    ['nodecpustats', /^user: +\d+\nsystem: +\d+\nidle: +\d+\niowait: +\d+$/],
    ['nodecpustats --percent', /^usage: +[\d.]+%\n/],
    ['nodememstats', /^total *: +\d+ KiB\nfree *: +\d+ KiB\nbuffers *: +\d+ KiB\ncached *: +\d+ KiB$/],
    ['nodecpumap', /^CPUs present: +(\d+)\nCPUs online: +\1\nCPU map: +y+$/],
    ['freecell --all', /^ +0: +\d+ KiB\n/],
    ['hostname', /^virtscope-demo$/],
    ['uri', /^qemu\+unix:/],
    ['version --daemon', /QEMU 9\.0\.0\nRunning hypervisor: QEMU 7\.2\.22\nRunning against daemon: 9\.0\.0$/],
    ['maxvcpus', /^\d+$/],
    ['capabilities', /^<capabilities>\n/],
    ['domstate @guest --reason', /^running \(booted\)$/],
    ['domid @guest', /^1$/],
    ['domtime @guest', /^Time: \d+$/],
    ['domhostname @guest', /^web-01$/],
    ['domfsinfo @guest', / \/ +vda1 +ext4 +vda/],
    ['domdisplay @guest', /No graphical display found/],
    ['ttyconsole @guest', /^$/],
    ['domcontrol @guest', /^ok$/],
    ['domjobinfo @guest', /^Job type: +None$/],
    ['blockjob @guest @disk', /^No current block job for vda$/],
    ['schedinfo @guest', /^Scheduler +: posix\ncpu_shares +: 1024\n[^]*iothread_quota *: -1$/],
    ['memtune @guest', /^hard_limit +: unlimited\nsoft_limit +: unlimited\nswap_hard_limit: unlimited$/],
    ['blkiotune @guest', /^weight +: 100\n/],
    ['blkdeviotune @guest @disk', /^total_bytes_sec: 0\n/],
    ['domiftune @guest @nic', /^inbound\.average: 0\n/],
    ['numatune @guest', /^numa_mode +: strict\n/],
    ['perf @guest', /^cmt +: disabled\n/],
    ['desc --title @guest', /^Shop front end 1$/],
    ['metadata @guest http://openstack.org/xmlns/libvirt/nova/1.1', /^<instance>\n  <package version="[\d.]+"\/>\n  <name>web-01<\/name>\n  <flavor name="m1\.c4r8">\n[^]*<project uuid="demo">shop<\/project>\n/],
    ['metadata @guest http://x', /metadata not found: Requested metadata element is not present/],
    ['snapshot-list @guest', /^ Name +Creation Time +State\n-+$/],
    ['snapshot-current @guest', /has no current snapshot/],
    ['checkpoint-list @guest', /^ Name +Creation Time\n-+$/],
    ['pool-list --all', /^ Name +State +Autostart\n-+$/],
    ['pool-info default', /Storage pool not found: no storage pool with matching name 'default'/],
    ['net-list --all', /^ Name +State +Autostart +Persistent\n-+$/],
    ['net-info default', /Network not found: no network with matching name 'default'/],
    ['iface-list --all', /^ Name +State +MAC Address\n-+$/],
    ['nwfilter-list', /^ UUID +Name\n-+$/],
    ['nwfilter-binding-list', /^ Port Dev +Filter\n-+$/],
    ['nodedev-list', /^$/],
    ['secret-list', /^ UUID +Usage\n-+$/],
    ['domstats --state @guest', /^Domain: 'web-01'\n  state\.state=1\n  state\.reason=1$/],
    ['event --all --loop --timeout 1', /^event loop timed out\nevents received: 0$/],
    ['domcapabilities', /this function is not supported by the connection driver: virConnectGetDomainCapabilities/],
    ['destroy @guest', /unknown procedure: 12/],
    ['console @guest --force', /TTY|unknown procedure: 201/],
  ];

  describe('virsh', { skip: without('/usr/bin/virsh') }, () => {
    for (const [line, want] of commands) {
      it(line, async () => {
        const named = (text: string): string => text.replaceAll('@guest', guest).replaceAll('@disk', disk).replaceAll('@nic', nic); // prettier-ignore
        const printed = await run('/usr/bin/virsh', ['-c', demo.uri, ...named(line).split(' ')]);
        assert.match(printed, new RegExp(named(want.source)));
      });
    }

    it('prints events as they happen', async () => {
      const heard = run('/usr/bin/virsh', ['-c', demo.uri, 'event', '--all', '--loop', '--timeout', '2']);
      // The real client's own seconds are the only way to know that it has registered.
      const changing = new AbortController();
      const changes = pauseAndResume(changing.signal);
      const text = await heard;
      changing.abort();
      await changes;
      assert.match(text, /event 'lifecycle' for domain 'db-01': Suspended Paused/);
      assert.match(text, /event 'lifecycle' for domain 'db-01': Resumed Unpaused/);
    });
  });

  async function pauseAndResume(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await demo.command('db-01', 'pause');
      await delay(50);
      await demo.command('db-01', 'resume');
    }
  }

  const bindings = '/usr/lib/python3/dist-packages/libvirt.py';
  describe('python3-libvirt', { skip: without(bindings) }, () => {
    it('gets an answer or the right refusal to every call, on one connection', async () => {
      type Answers = Record<string, string | { error: number; message: string }>;
      const script = fileURLToPath(new URL('every_call.py', import.meta.url));
      const printed = await run(script, [demo.uri, guest, disk, nic]);
      const { connection, domain } = JSON.parse(printed) as { connection: Answers; domain: Answers };
      const refused = Object.entries({ ...connection, ...domain }).flatMap(([call, answer]) =>
        typeof answer === 'string' ? [] : [[call, answer.error]],
      );
      assert.deepEqual(refused, [
        ['networkLookupByName x', 43],
        ['storagePoolLookupByName x', 49],
        ['interfaceLookupByName x', 57],
        ['nwfilterLookupByName x', 62],
        ['nodeDeviceLookupByName x', 53],
        ['storageVolLookupByPath /x', 50],
        ['secretLookupByUUIDString 5f0e0000-0000-4000-8000-0000000000aa', 66],
        ['lookupByName x', 42],
        ['compareCPU <cpu/>', NO_SUPPORT],
        ['getStoragePoolCapabilities', NO_SUPPORT],
        ['suspendForDuration 0 60', NO_SUPPORT],
        ['snapshotCurrent', 72],
        ['snapshotLookupByName x', 72],
        ['metadata 0 None', 80],
        ['suspend', NO_SUPPORT],
        ['setMemory 1', NO_SUPPORT],
      ]);
      const of = (answers: Answers, call: string): unknown =>
        JSON.parse(JSON.stringify(answers[call]).slice(1, -1).replaceAll("'", '"'));
      const info = of(domain, 'info') as number[];
      assert.deepEqual([of(domain, 'maxMemory'), of(domain, 'vcpusFlags 1')], [info[1], info[3]]);
      assert.equal((of(connection, 'listDomainsID') as number[]).length, of(connection, 'numOfDomains'));
      assert.deepEqual(of(connection, 'listDefinedDomains'), ['golden-image']);
      assert.deepEqual([of(domain, 'isActive'), of(connection, 'isAlive')], [1, 1]);
    });
  });
});
