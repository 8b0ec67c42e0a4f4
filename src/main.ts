import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { createProgram } from './cli/mod.ts';
import type { Config } from './config/mod.ts';

// A command is started often: compiled code is kept, and the server is loaded only by `serve` (0.2 s, not 0.9).
enableCompileCache();

const manifest = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
const { version } = JSON.parse(manifest) as { version: string };

const serve = async (config: Config, load: () => Config): Promise<void> =>
  (await import('./serve/serve.ts')).serve({ config, load, version });

await createProgram({ serve, version }).parseAsync();
