import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** State of a QEMU process, from `/proc/PID/stat`. */
export type ProcessState = 'alive' | 'stopped' | 'waiting' | 'unknown';

/** One QEMU and the open `/proc/PID/stat`, −1 where it cannot be seen. */
interface Process {
  readonly run: number;
  readonly pid: number;
  readonly fd: number;
  /** Epoch ms at which it started; null until it was looked at. */
  startedAt: number | null;
}

/** Sentences for the states that keep QEMU from answering. */
export const processReason = {
  stopped: 'its QEMU process is stopped (SIGSTOP or a debugger)',
  waiting: 'its QEMU process waits in the kernel and cannot be interrupted (state D)',
} as const;

/**
 * Looks at the QEMU processes of a local hypervisor before they are asked anything. A stopped process cannot
 * answer, and a monitor call to it would hold a worker of the daemon until it is continued: the cheapest stuck
 * call is the one not made. Where a process cannot be seen (another host, no right) the state is `unknown` and
 * the deadline finds out.
 *
 * One open file a VM: reading `/proc/PID/stat` again costs 4 µs, opening it each time 15 µs.
 */
export class QemuProcesses implements Disposable {
  readonly #folder: string;
  readonly #files = new Map<string, Process>();
  readonly #buffer = Buffer.alloc(512);

  /** @param folder where libvirt keeps `NAME.pid` */
  constructor(folder = '/run/libvirt/qemu') {
    this.#folder = folder;
  }

  /** State of the VM's process; `run` is the domain id, a new one means a new process. */
  state(uuid: string, name: string, run: number): ProcessState {
    return this.#read(this.#process(uuid, name, run).fd);
  }

  /** Epoch ms at which the VM's process started; null where it cannot be seen. */
  startedAt(uuid: string, name: string, run: number): number | null {
    const process = this.#process(uuid, name, run);
    // Once a run: the boot time moves when the clock is set.
    return (process.startedAt ??= this.#startOf(process.fd));
  }

  /**
   * Bytes of huge pages that the VM's process has mapped; null where it cannot be seen. `VmRSS` and libvirt's
   * `balloon.rss` leave them out. The kernel keeps the count (proc_pid_status(5), since Linux 4.4), so unlike
   * `smaps_rollup` reading it waits for no lock of the process.
   */
  hugepages(uuid: string, name: string, run: number): number | null {
    const { pid, fd } = this.#process(uuid, name, run);
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      const kib = /^HugetlbPages:\s+(\d+) kB$/m.exec(status)?.[1];
      // Another process can have the number by now; the open file is of the first.
      return kib === undefined || this.#read(fd) === 'unknown' ? null : Number(kib) * 1024;
    } catch {
      return null;
    }
  }

  /** The VM runs no more: its file is closed. */
  forget(uuid: string): void {
    const file = this.#files.get(uuid);
    if (file && file.fd >= 0) closeSync(file.fd);
    this.#files.delete(uuid);
  }

  [Symbol.dispose](): void {
    for (const uuid of this.#files.keys()) this.forget(uuid);
  }

  #process(uuid: string, name: string, run: number): Process {
    const known = this.#files.get(uuid);
    if (known?.run === run) return known;
    this.forget(uuid);
    const found = { run, startedAt: null, ...this.#open(uuid, name) };
    this.#files.set(uuid, found);
    return found;
  }

  #open(uuid: string, name: string): Pick<Process, 'pid' | 'fd'> {
    const unseen = { pid: -1, fd: -1 };
    if (name.includes('/')) return unseen;
    try {
      const pid = Number(readFileSync(`${this.#folder}/${name}.pid`, 'utf8'));
      // The file may be older than the process that has the number now.
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(uuid)) return unseen;
      return { pid, fd: openSync(`/proc/${pid}/stat`, 'r') };
    } catch {
      return unseen;
    }
  }

  #startOf(fd: number): number | null {
    if (fd < 0) return null;
    try {
      const length = readSync(fd, this.#buffer, 0, this.#buffer.length, 0);
      const ticks = startTicks(this.#buffer.toString('latin1', 0, length));
      const boot = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1];
      return ticks === null || boot === undefined ? null : Number(boot) * 1000 + ticks * MS_PER_TICK;
    } catch {
      return null;
    }
  }

  #read(fd: number): ProcessState {
    if (fd < 0) return 'unknown';
    try {
      const length = readSync(fd, this.#buffer, 0, this.#buffer.length, 0);
      // "PID (name) S …": the name may hold anything, so the state is what follows the last parenthesis.
      const letter = this.#buffer[this.#buffer.lastIndexOf(0x29, length - 1) + 2];
      if (letter === 0x54 || letter === 0x74) return 'stopped';
      return letter === 0x44 ? 'waiting' : 'alive';
    } catch {
      return 'unknown';
    }
  }
}

/** Of the kernel's interface to programs (USER_HZ), on all architectures that run VMs. */
const MS_PER_TICK = 10;
/** Fields of `/proc/PID/stat` after the name, from `state`: `starttime` is the 22nd of all (proc_pid_stat(5)). */
const START_FIELD = 19;

/** Ticks since boot at which a process started, from its `/proc/PID/stat`; null where it has none. */
export function startTicks(stat: string): number | null {
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? NaN);
  return Number.isSafeInteger(ticks) && ticks >= 0 ? ticks : null;
}
