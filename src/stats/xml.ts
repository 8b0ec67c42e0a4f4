import { reasonName, stateName, type StatsItem, type StatsNode, type StatsTree } from '@virtscope/libvirt';
import { attributes, escapeXml, isXmlName } from '../lib/text/xml.ts';
import type { MissingStats, StatsRecord } from '../model/stats.ts';
import { treeOf } from './json.ts';

/** Elements of a domain: those the RFC shows first, in its order and by its names, then those it left open. */
const groups: readonly (readonly [group: string, element: string, item: string])[] = [
  ['vcpu', 'cpus', 'cpu'],
  ['block', 'blocks', 'block'],
  ['net', 'interfaces', 'interface'],
  ['iothread', 'iothreads', 'iothread'],
];
const renamed = new Set(groups.map(([group]) => group));
const vcpuStates = ['offline', 'running', 'blocked'];

/**
 * A record in the shape of the RFC (origin 001): `<domain name='vm1' uuid='…'><state>running</state><cpus><cpu
 * id='0'>…`. States are words, indexes are ids, and a field whose name cannot be an element's is
 * `<field name='…'>`, so that all there is in the record is in the element.
 */
export function domainXml({ name, uuid, partial, params }: StatsRecord): string {
  const { state: level, ...rest } = treeOf(params);
  const { state, reason, ...others } = isLevel(level) ? level : {};
  const [stateWord, reasonWord] = words(state, reason);
  let body = stateWord === undefined ? '' : node('state', stateWord);
  for (const [group, outer, inner] of groups) {
    const found = rest[group];
    if (found !== undefined) body += node(outer, found, inner);
  }
  if (reasonWord !== undefined) body += node('reason', reasonWord);
  for (const [group, found] of Object.entries({ ...others, ...rest })) {
    if (found !== undefined && !renamed.has(group)) body += node(group, found);
  }
  return `<domain${attributes({ name, uuid, ...(partial !== null && { partial }) })}>${body}</domain>`;
}

/** A source whose domains are not in the answer. */
export function missingXml({ source, host, reason }: MissingStats): string {
  return `<missing${attributes({ source, ...(host !== null && { host }), reason })}/>\n`;
}

type Part = StatsNode | undefined;

/** State and reason by name; by number where libvirt has added one. */
function words(state: Part, reason: Part): [state: Part, reason: Part] {
  if (typeof state !== 'number') return [state, reason];
  const word = typeof reason === 'number' ? reasonName(state, reason) : null;
  return [stateName(state) ?? state, word ?? reason];
}

/** One member of a level. A level with a count or items is a list: its name is then that of each item. */
function node(name: string, value: StatsNode, item?: string): string {
  if (typeof value !== 'object') return element(name, text(value));
  if (Array.isArray(value)) return element(name, list({ items: value }, 'item'));
  const isList = item !== undefined || value.items !== undefined || Object.hasOwn(value, 'count');
  if (!isList) return element(name, members(value));
  return element(item === undefined ? `${name}s` : name, list(value, item ?? name));
}

function list({ items = [], ...rest }: StatsTree, name: string): string {
  return items.map((one) => itemElement(name, one)).join('') + members(rest);
}

function itemElement(name: string, item: StatsItem): string {
  const { index, ...fields } = item;
  const { state } = fields;
  const word = name === 'cpu' && typeof state === 'number' ? vcpuStates[state] : undefined;
  return element(name, members(word === undefined ? fields : { ...fields, state: word }), {
    id: String(index),
  });
}

function members(level: Readonly<Record<string, StatsNode | undefined>>): string {
  return Object.entries(level)
    .map(([name, value]) => (value === undefined ? '' : node(name, value)))
    .join('');
}

function element(name: string, content: string, attribute: Readonly<Record<string, string>> = {}): string {
  if (isXmlName(name)) return `<${name}${attributes(attribute)}>${content}</${name}>`;
  return `<field${attributes({ name, ...attribute })}>${content}</field>`;
}

function text(value: string | number | bigint | boolean): string {
  return escapeXml(String(value));
}

function isLevel(value: StatsNode | undefined): value is StatsTree {
  return typeof value === 'object' && !Array.isArray(value);
}
