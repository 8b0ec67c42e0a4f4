/** Control characters mean nothing in a label and much to a terminal; the line feed has an escape. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;
// oxlint-disable-next-line no-control-regex
const suspect = /[\\"\u0000-\u001F\u007F-\u009F\uD800-\uDFFF]/;
const special = /[\\"\n]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** ` name="value"` list of labels as both formats write it, without braces. */
export function labelText(labels: Iterable<readonly [name: string, value: string]>): string {
  return Array.from(labels, ([name, value]) => `${name}="${escapeLabel(value)}"`).join(',');
}

export function escapeLabel(value: string): string {
  if (!suspect.test(value)) return value; // fast path
  return value
    .toWellFormed()
    .replaceAll(forbidden, '\uFFFD')
    .replaceAll(special, (character) => escapes[character] ?? '');
}

/** A label name made of any text: `os.version` → `label_os_version`. The prefix keeps it apart from our own. */
export function labelName(key: string): string {
  return `label_${key.replaceAll(/\W/g, '_')}`;
}
