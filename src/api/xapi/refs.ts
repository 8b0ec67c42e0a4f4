import { createHash } from 'node:crypto';
import type { Entity } from '../../model/entity.ts';

/** What points at no object. */
export const NULL_REF = 'OpaqueRef:NULL';

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** 16 bytes in the form of a UUID. */
export function asUuid(bytes: Uint8Array): string {
  const [a, b, c, d, e] = [[0, 4], [4, 6], [6, 8], [8, 10], [10, 16]].map(([from, to]) => Buffer.from(bytes.subarray(from, to)).toString('hex')); // prettier-ignore
  return [a, b, c, d, e].join('-');
}

/** The UUID of something that has none: always the same for the same name. */
export function uuidFor(name: string): string {
  return asUuid(createHash('sha256').update(`virtscope xapi ${name}`).digest().subarray(0, 16));
}

/** The UUID XAPI's clients know an entity by: its id where that is one. */
export function uuidOf({ class: cls, id }: Entity): string {
  if (uuidPattern.test(id)) return id;
  return /^[0-9a-f]{32}$/.test(id) ? asUuid(Buffer.from(id, 'hex')) : uuidFor(`${cls} ${id}`);
}

/** The reference of an object with this UUID; it stays the same when virtscope starts again. */
export function refFor(uuid: string): string {
  return `OpaqueRef:${uuid}`;
}
