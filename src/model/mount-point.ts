const MAX_LENGTH = 96;
const HEAD_LENGTH = 72;
/** Letters and digits of every script; combining marks belong to their letters. */
const plain = /^[\p{L}\p{M}\p{N}-]$/u;

/**
 * A mount point as one segment of a metric name, no two with the same one: `/var/lib` → `var_lib`, `/` → `_`,
 * `/srv/a_b` → `srv_a~_b`, `/srv/a.b` → `srv_a~2e~b`, `C:\` → `~~C~3a~~5c~` (docs/adr/0008-keys-of-mount-points.md).
 * One that would be longer than 96 characters ends in a hash of it.
 */
export function mountPointKey(path: string): string {
  const isAbsolute = path.startsWith('/');
  const key = isAbsolute ? escape(path.slice(1)) : `~~${escape(path)}`;
  if (key.length > MAX_LENGTH) return `${head(key)}~${hash(path)}~`;
  if (key === '') return '_';
  return key === '_' ? '~2f~' : key;
}

/** The mount point of a key; null for a key that is only a hash, and for what is no key. */
export function mountPointOf(key: string): string | null {
  if (key === '_') return '/';
  const isRelative = key.startsWith('~~');
  let path = isRelative ? '' : '/';
  for (const [part, point] of (isRelative ? key.slice(2) : key).matchAll(/~_|~([0-9a-f]+)~|[^]/gu)) {
    if (point !== undefined) {
      const code = Number.parseInt(point, 16);
      if (code > 0x10_ff_ff) return null;
      path += String.fromCodePoint(code);
    } else if (part === '~') return null;
    else if (part === '~_') path += '_';
    else path += part === '_' ? '/' : part;
  }
  return path;
}

function escape(path: string): string {
  let key = '';
  for (const character of path) {
    if (character === '/') key += '_';
    else if (character === '_') key += '~_';
    else if (plain.test(character)) key += character;
    else key += `~${character.codePointAt(0)?.toString(16)}~`;
  }
  return key;
}

/** Whole characters only: half a surrogate pair is none. */
function head(key: string): string {
  return key.slice(0, HEAD_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
}

/** FNV-1a of 64 bits, as 16 digits: no code point has so many. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * 0x100000001b3n);
  }
  return value.toString(16).padStart(16, '1');
}
