import { CLASSES } from '../model/classes.ts';
import type { Entity } from '../model/entity.ts';

/** Control characters mean nothing in a label and much to a terminal; a tab is text, and the line feed has an escape. */
// oxlint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
// oxlint-disable-next-line no-control-regex
const suspect = /[\\"\u0000-\u0008\u000A-\u001F\u007F-\u009F\uD800-\uDFFF]/;
const special = /[\\"\n]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** ` name="value"` list of labels as both formats write it, without braces. */
export function labelText(labels: Iterable<Label>): string {
  return Array.from(labels, ([name, value]) => `${name}="${escapeLabel(value)}"`).join(',');
}

export function escapeLabel(value: string): string {
  if (!suspect.test(value)) return value; // fast path
  return labelValue(value).replaceAll(special, (character) => escapes[character] ?? '');
}

/** What stands in a label, before the escapes of a text format. */
export function labelValue(value: string): string {
  return value.toWellFormed().replaceAll(forbidden, '\uFFFD');
}

/** A label's name and value. */
export type Label = readonly [name: string, value: string];

/**
 * Labels of every sample of an entity: its identity and its name. What changes while it lives, such as the host of a VM,
 * is a label of its `…_info` series alone: a migration starts no new series of a value.
 */
export function entityLabels({ class: cls, id, name }: Pick<Entity, 'class' | 'id' | 'name'>): Label[] {
  return [[CLASSES[cls].labels.id, id], ['name', name]]; // prettier-ignore
}

/** A label name made of any text: `os.versionId` → `label_os_version_id`. The prefix keeps it apart from our own. */
export function labelName(key: string): string {
  const snake = key.replaceAll(/\W/g, '_').replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_');
  return `label_${snake.toLowerCase()}`;
}
