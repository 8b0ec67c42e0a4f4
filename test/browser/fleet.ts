import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemo, type Demo } from '../../src/demo/mod.ts';
import { startProgram, type Program } from '../program.ts';

/** A way to a demo hypervisor over TCP, which can be closed and opened again. */
export interface Way extends AsyncDisposable {
  readonly uri: string;
  open(): Promise<void>;
  /** Ends its connections, too. */
  close(): Promise<void>;
}

/** A program that reads several demo hypervisors as hosts elsewhere. */
export interface Fleet extends AsyncDisposable {
  readonly program: Program;
  readonly ways: readonly Way[];
}

/** Starts a demo hypervisor of this name and a way to it. */
export async function startHost(host: string, seed: number, guests = 6): Promise<Way> {
  const demo = await startDemo({ guests, seed, calm: true, host });
  return openWay(demo);
}

/** Starts `hosts` of them, with an alarm soon of one that is away, called kvm-1 and so on, each with machines of the same names. */
export async function startFleet(hosts: number): Promise<Fleet> {
  const names = Array.from({ length: hosts }, (_, i) => `kvm-${i + 1}`);
  const ways = await Promise.all(names.map((name, i) => startHost(name, i + 2)));
  const sources = ways.map(({ uri }, i) => `  - uri: ${uri}\n    name: ${names[i]}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'virtscope-fleet-'));
  const rules = join(folder, 'rules.yaml');
  writeFileSync(rules, 'rules: {source.unreadable: {for: 0s, redFor: 1s, keep: 1s}}');
  const only = 'interval: 1s\nhost:\n  enabled: false\nlibvirt:\n  uri: none\ndemo:\n  when: never\n';
  const config = `${only}alarms: {rules: [${rules}]}\nsources:\n${sources.join('')}`;
  const program = await startProgram([], config);
  return {
    program,
    ways,
    async [Symbol.asyncDispose]() {
      await program.stop();
      rmSync(folder, { recursive: true });
      for (const way of ways) await way[Symbol.asyncDispose]();
    },
  };
}

async function openWay(demo: Demo): Promise<Way> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(demo.socket);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).once('close', () => other.destroy());
    }
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    uri: `qemu+tcp://127.0.0.1:${port}/system`,
    open: () => listen(port),
    close,
    async [Symbol.asyncDispose]() {
      if (server.listening) await close();
      await demo.stop();
    },
  };
}
