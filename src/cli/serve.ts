import { Command } from 'commander';
import type { Config } from '../config/mod.ts';
import type { Setting } from '../lib/settings/mod.ts';
import { guard } from './error.ts';
import type { Io } from './io.ts';

/** Options as commander gives them; `--demo` is true without a number, `--no-demo` is false. */
interface ServeOptions {
  readonly config?: string;
  readonly listen?: string;
  readonly state?: string;
  readonly libvirt?: string;
  readonly demo?: string | boolean;
}

/** Runs the server until a signal ends it; `load` reads the configuration again. */
export type Serve = (config: Config, load: () => Config) => Promise<void>;

/** `virtscope serve`: reads the configuration, with the options of the command line, and runs the server. */
export function serveCommand(io: Io, serve: Serve): Command {
  return new Command('serve')
    .description('read this machine and its VMs, and serve the console and the API')
    .option('--listen <address:port>', 'where to listen; any address but loopback needs TLS (key listen)')
    .option('--state <dir>', 'directory of what survives a restart (key state)')
    .option('--config <file>', 'configuration file instead of those in /etc/virtscope')
    .option('--demo [n]', 'run the demo hypervisor, with n VMs (keys demo.when and demo.guests)')
    .option('--no-demo', 'never run the demo hypervisor')
    .option('--libvirt <uri>', 'hypervisor to read: auto, none or a libvirt URI (key libvirt.uri)')
    .action((options: ServeOptions) =>
      guard(io, async () => {
        const { checkConfig, loadConfig } = await import('../config/mod.ts');
        const load = (): Config => {
          const config = loadConfig({ file: options.config, overrides: overridesOf(options) });
          checkConfig(config);
          return config;
        };
        await serve(load(), load);
      }),
    );
}

/** Values of the options, by key of the configuration. */
function overridesOf({ listen, state, libvirt, demo }: ServeOptions): Record<string, Setting> {
  const overrides: Record<string, Setting> = {};
  if (listen !== undefined) overrides['listen'] = { value: listen, origin: '--listen' };
  if (state !== undefined) overrides['state'] = { value: state, origin: '--state' };
  if (libvirt !== undefined) overrides['libvirt.uri'] = { value: libvirt, origin: '--libvirt' };
  if (demo === false) overrides['demo.when'] = { value: 'never', origin: '--no-demo' };
  if (demo !== undefined && demo !== false) overrides['demo.when'] = { value: 'always', origin: '--demo' };
  if (typeof demo === 'string') {
    // A text that is not a number stays as it is, for the message that refuses it.
    overrides['demo.guests'] = { value: /^\d+$/.test(demo) ? Number(demo) : demo, origin: '--demo' };
  }
  return overrides;
}
