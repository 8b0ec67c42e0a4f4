import type { Fields } from '../../streams/mod.ts';

/** What a filter can ask of a line: the members of its JSON. */
export const lineFields = {
  time: { type: 'double', about: 'Seconds since 1970: what the line says, else when it was read.' },
  severity: { type: 'int', about: '0 (emergency) to 7 (debug); errors are 3.' },
  unit: { type: 'string', about: 'What wrote it: a unit or a program.' },
  host: { type: 'string', about: 'Name of the machine.' },
  vm: { type: 'string', about: 'UUID or name of the VM that it is about.' },
  source: { type: 'string', about: 'Path of a file, or a name.' },
  text: { type: 'string', about: 'Everything it has.' },
  cut: { type: 'bool', about: 'Whether it was longer than what is kept.' },
  escaped: { type: 'bool', about: 'Whether it is not UTF-8.' },
  missed: { type: 'int', about: 'Lines of its source before it that could not be read.' },
} as const satisfies Fields;
