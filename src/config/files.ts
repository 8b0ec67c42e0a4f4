import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type ConfigProblem, type Layer } from '../lib/settings/mod.ts';
import { describeSystemError } from '../lib/system-error.ts';
import { root } from './sections.ts';

/** More is no configuration: reading YAML takes a second for some MB. */
const maxBytes = 4 * 1024 * 1024;

/** `virtscope.yaml`, then `conf.d/*.yaml` by name; each only if it is there. */
export function systemFiles(systemDir: string): { files: string[]; problems: ConfigProblem[] } {
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

/** What a file sets, and what is wrong with it. */
export function readConfigFile(file: string): Layer {
  const refused = (message: string): Layer => ({ given: null, problems: [{ at: file, message }] });
  try {
    if (statSync(file).size > maxBytes) return refused(`it is larger than ${maxBytes / 1024 / 1024} MB`);
    return readSettings(readFileSync(file, 'utf8'), file, root);
  } catch (error) {
    return refused(describeSystemError(error));
  }
}
