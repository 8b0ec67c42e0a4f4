import { AUTH, FEATURE, OPEN_READ_ONLY } from '@virtscope/libvirt/wire';
import { checkFlags, Fault, ORIGIN } from './fault.ts';
import { URI } from '../guests/machine.ts';

const NO_ALIASES = 2;
/** It may have been found where a user's own daemon listens. */
const URIS: ReadonlySet<string> = new Set([URI, 'qemu:///session']);
const supported: ReadonlySet<number> = new Set(Object.values(FEATURE));

/** How far one client has come: authenticated, then connected to the hypervisor, then closed. */
export class Handshake {
  #authenticated = false;
  #open = false;
  #readOnly: boolean;

  /** @param readOnly whether the client came by a socket that allows no more */
  constructor(readOnly: boolean) {
    this.#readOnly = readOnly;
  }

  get readOnly(): boolean {
    return this.#readOnly;
  }

  /** No credentials are needed: the socket's directory is private. */
  authenticate(): { types: number[] } {
    this.#authenticated = true;
    return { types: [AUTH.none] };
  }

  requireAuthenticated(): void {
    if (!this.#authenticated) throw new Fault('rpc', ORIGIN.rpc, 'authentication required');
  }

  requireOpen(): void {
    if (!this.#open) throw new Fault('internal', ORIGIN.rpc, 'hypervisor connection not open');
  }

  supports({ feature }: { feature: number }): { supported: number } {
    return { supported: supported.has(feature) ? 1 : 0 };
  }

  open({ uri, flags }: { uri: string | null; flags: number }): void {
    if (this.#open) throw new Fault('internal', ORIGIN.rpc, 'connection already open');
    checkFlags(flags, OPEN_READ_ONLY | NO_ALIASES, 'virConnectOpenInternal');
    if (uri !== null && uri !== '' && !URIS.has(uri)) throw new Fault('noConnection', ORIGIN.none, uri);
    this.#open = true;
    this.#readOnly ||= (flags & OPEN_READ_ONLY) !== 0;
  }

  close(): void {
    this.#open = false;
  }
}
