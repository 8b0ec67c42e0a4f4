import { describeSystemError } from '../lib/system-error.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../model/error.ts';
import { toConfig, type Config } from './config.ts';
import { checkValue } from './check.ts';
import type { ConfigProblem, Setting, Settings } from './problem.ts';
import { readSettings } from './read.ts';
import { fields } from './schema.ts';
import { stateDir, type Environment } from './state-dir.ts';

export interface LoadOptions {
  /** Read instead of the files of the system; it must exist. */
  readonly file?: string | undefined;
  /** What the command line says, by dotted key: wins over files. Its origin is the option's name. */
  readonly overrides?: Readonly<Record<string, Setting>>;
  /** @default '/etc/virtscope' */
  readonly systemDir?: string;
  /** @default the process's own */
  readonly environment?: Environment;
}

/** A configuration as far as it could be read, and everything that is wrong with it. */
export interface Loaded {
  /** Null when something is wrong. */
  readonly config: Config | null;
  readonly problems: readonly ConfigProblem[];
  /** Files that were read, in order: a later one wins. */
  readonly files: readonly string[];
}

/**
 * The configuration in effect: defaults, then the files, then the command line.
 *
 * @throws {InputError} `CONFIG_INVALID`, naming the first problem with file, line and column.
 */
export function loadConfig(options: LoadOptions = {}): Config {
  const { config, problems } = inspectConfig(options);
  const [first, ...more] = problems;
  if (config) return config;
  const rest = more.length > 0 ? ` (and ${more.length} more: see virtscope config check)` : '';
  throw new InputError('CONFIG_INVALID', `Cannot read configuration: ${first?.at}: ${first?.message}${rest}`);
}

/** Like {@link loadConfig}, with every problem instead of an error. */
export function inspectConfig(options: LoadOptions = {}): Loaded {
  const { file, overrides = {}, systemDir = '/etc/virtscope', environment = processEnvironment() } = options;
  const { files, problems } = file === undefined ? systemFiles(systemDir) : { files: [file], problems: [] };
  const found = [...problems];
  const settings: Record<string, Setting> = defaults(environment);
  for (const layer of [...files.map(readFile), checkOverrides(overrides)]) {
    Object.assign(settings, layer.settings);
    found.push(...layer.problems);
  }
  const config = found.length > 0 ? null : toConfig(settings, environment.home);
  return { config, problems: found, files };
}

function processEnvironment(): Environment {
  return { env: process.env, home: homedir(), isRoot: process.getuid?.() === 0 };
}

function defaults(environment: Environment): Record<string, Setting> {
  const settings: Record<string, Setting> = {};
  for (const [key, field] of fields) settings[key] = { value: field.default, origin: 'default' };
  settings['state'] = { value: stateDir(environment), origin: 'default' };
  return settings;
}

/** `virtscope.yaml`, then `conf.d/*.yaml` by name; each only if it is there. */
function systemFiles(systemDir: string): { files: string[]; problems: ConfigProblem[] } {
  const main = list(systemDir);
  const parts = list(join(systemDir, 'conf.d'));
  const problems = [main, parts].flatMap(({ problem }) => problem ?? []);
  return {
    files: [
      ...main.names.filter((name) => name === 'virtscope.yaml').map((name) => join(systemDir, name)),
      ...parts.names.filter((name) => name.endsWith('.yaml')).map((name) => join(systemDir, 'conf.d', name)),
    ],
    problems,
  };
}

function list(directory: string): { names: string[]; problem: ConfigProblem | null } {
  try {
    return { names: readdirSync(directory).toSorted(), problem: null };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { names: [], problem: null };
    return { names: [], problem: { at: directory, message: describeSystemError(error) } };
  }
}

function readFile(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { settings: {}, problems: [{ at: file, message: describeSystemError(error) }] };
  }
  const { settings, problems } = readSettings(text, file);
  const { state } = settings;
  if (!state || String(state.value).startsWith('~/')) return { settings, problems };
  const value = resolve(dirname(file), String(state.value));
  return { settings: { ...settings, state: { ...state, value } }, problems };
}

function checkOverrides(settings: Readonly<Record<string, Setting>>): Settings {
  const problems = Object.entries(settings).flatMap(([key, { value, origin }]) => {
    const message = checkValue(key, value);
    return message ? [{ at: origin, message }] : [];
  });
  return { settings, problems };
}
