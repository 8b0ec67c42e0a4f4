import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { freePort } from '../../free-port.ts';

const program = '/usr/bin/prometheus-libvirt-exporter';

/** Why the exporter cannot run here, or false: what node:test takes as `skip`. */
export function withoutExporter(): string | false {
  return existsSync(program) ? false : `${program} is not installed`;
}

/** Debian's prometheus-libvirt-exporter, which reads the hypervisor at `uri` on each scrape. */
export interface Exporter extends AsyncDisposable {
  scrape(): Promise<string>;
}

export async function startExporter(uri: string): Promise<Exporter> {
  const address = `127.0.0.1:${await freePort()}`;
  const args = [`--web.listen-address=${address}`, `--libvirt.uri=${uri}`];
  const child = spawn(program, args, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const scrape = async (): Promise<string> => (await fetch(`http://${address}/metrics`)).text();
  while (child.exitCode === null) {
    try {
      await scrape();
      break;
    } catch {
      // It does not listen yet.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return {
    scrape,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
