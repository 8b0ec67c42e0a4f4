import { ProtocolError } from './error.ts';

/** First bytes of other protocols: of a greeting, or of the answer to a request that is not understood. */
const beginnings: readonly (readonly [begins: string, speaks: string])[] = [
  ['HTTP/', 'HTTP'],
  ['SSH-', 'SSH'],
  ['RFB ', 'VNC'],
  ['{"QMP"', "QMP, QEMU's monitor"],
  ['220', 'SMTP or FTP'],
  ['+OK', 'POP3'],
  ['* OK', 'IMAP'],
  ['-ERR', 'Redis'],
  ['AMQP', 'AMQP'],
  ['l\0\0\x01', 'D-Bus'],
  ['\x15\x03', 'TLS'],
  ['\x16\x03', 'TLS'],
];

/** Highest byte of the length of the longest frame: the first byte of a frame is no greater. */
export const MAX_FIRST_BYTE = 2;
const SHOWN_CHARACTERS = 40;

/** The peer is not a libvirt daemon. */
export class ForeignProtocolError extends ProtocolError {
  /** Its protocol, as far as its first bytes show. */
  readonly speaks: string;

  constructor(speaks: string) {
    super(`Cannot accept frame: what answers is no libvirt daemon; ${speaks}`);
    this.speaks = speaks;
  }
}

/**
 * Checks the first bytes received from a peer.
 *
 * @throws {ForeignProtocolError} if no frame of libvirt begins so.
 */
export function refuseForeign(bytes: Uint8Array): void {
  if (bytes.length > 0 && bytes[0]! > MAX_FIRST_BYTE) throw new ForeignProtocolError(spokenBy(bytes));
}

/** Names the protocol, as in `it speaks HTTP`; shows the bytes of an unknown one. */
export function spokenBy(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, SHOWN_CHARACTERS)).toString('latin1');
  const known = beginnings.find(([begins]) => text.startsWith(begins));
  if (known) return `it speaks ${known[1]}`;
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  if (line.length > 0 && /^[\x20-\x7e]*$/.test(line)) return `it answers "${line}"`;
  return `its first bytes are ${Buffer.from(bytes.subarray(0, 8)).toString('hex')}`;
}
