import { randomBytes } from 'node:crypto';

/** Bytes of an identity. */
export const IDENTITY_SIZE = 16;

/** Of which database a directory is; all its files carry it. */
export interface Identity {
  /** 32 hex digits, random. */
  readonly id: string;
  /** CRCs of the indexes of blocks without one that are its own, of version 1; null = all there are, until they are known. */
  readonly adopted: ReadonlySet<number> | null;
}

/** The identity of a database that begins. */
export function newIdentity(): Identity {
  return { id: randomBytes(IDENTITY_SIZE).toString('hex'), adopted: new Set() };
}

/** Whether a text is the id of a database. */
export function isIdentity(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{32}$/.test(text);
}

export function writeIdentity(id: string, view: DataView, offset: number): void {
  new Uint8Array(view.buffer, view.byteOffset + offset, IDENTITY_SIZE).set(Buffer.from(id, 'hex'));
}

export function readIdentity(view: DataView, offset: number): string {
  return Buffer.from(view.buffer, view.byteOffset + offset, IDENTITY_SIZE).toString('hex');
}
