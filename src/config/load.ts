import { homedir } from 'node:os';
import {
  joinLayers,
  layerOf,
  type ConfigProblem,
  type GivenSection,
  type Setting,
} from '../lib/settings/mod.ts';
import { InputError } from '../model/error.ts';
import { toConfig, type Config } from './config.ts';
import { readConfigFile, systemFiles } from './files.ts';
import { root } from './sections.ts';
import { stateDir, type Environment } from './state-dir.ts';

export interface LoadOptions {
  /** Read instead of the files of the system; it must exist. */
  readonly file?: string | undefined;
  /** What the command line sets, by dotted key: wins over files. Its origin is the option's name. */
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
  const layers = [
    { given: defaults(environment), problems },
    ...files.map(readConfigFile),
    layerOf(overrides, root),
  ];
  const { given, problems: found } = joinLayers(root, layers);
  const config = found.length > 0 ? null : toConfig(given, environment.home);
  return { config, problems: found, files };
}

function processEnvironment(): Environment {
  return { env: process.env, home: homedir(), isRoot: process.getuid?.() === 0 };
}

/** Defaults that depend on the user. */
function defaults(environment: Environment): GivenSection {
  return layerOf({ state: { value: stateDir(environment), origin: 'default' } }, root).given as GivenSection;
}
