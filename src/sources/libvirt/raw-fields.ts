import { STATS_GROUP } from '@virtscope/libvirt';

/** Fields of libvirt's own that are shown as they are, as `raw.` and their name. */
export interface RawFields {
  readonly matches: (name: string) => boolean;
  /** Groups that have to be asked for them. */
  readonly groups: number;
  /** Series of one VM at most. */
  readonly perVm: number;
}

/** The groups by the first segment of their fields' names. */
const groups: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...STATS_GROUP,
    cpu: STATS_GROUP['cpu-total'],
    net: STATS_GROUP.interface,
  }),
);
/** What can be a metric's name; a daemon can send any text. */
const sound = /^[\w.-]{1,128}$/;

/** Whether a text is `none` or a list of names: libvirt's, `*` for any run of characters, the first segment in full. */
export function isRawText(text: string): boolean {
  if (text === 'none') return true;
  const patterns = split(text);
  const known = (pattern: string): boolean => groups.has(pattern.split('.', 1)[0] ?? '');
  return patterns.length > 0 && patterns.every((one) => /^[a-z]+\.[\w.*-]+$/.test(one) && known(one));
}

/** @param text as {@link isRawText} takes it. */
export function rawFields(text: string, perVm: number): RawFields {
  const patterns = text === 'none' ? [] : split(text);
  const expressions = patterns.map((pattern) => {
    const parts = pattern.split('*').map((part) => RegExp.escape(part));
    return new RegExp(`^${parts.join('.*')}$`);
  });
  return {
    matches: (name) => sound.test(name) && expressions.some((one) => one.test(name)),
    groups: patterns.reduce((mask, pattern) => mask | (groups.get(pattern.split('.', 1)[0] ?? '') ?? 0), 0),
    perVm,
  };
}

function split(text: string): string[] {
  return text.split(/[\s,]+/).filter((pattern) => pattern !== '');
}
