import { ArgumentError } from './error.ts';
import type { Connection } from './connection.ts';
import type { WireDomain } from './codec/domain.ts';

/** A virtual machine of one connection; `id` is -1 while it is not running. */
export class Domain implements WireDomain {
  readonly name: string;
  readonly uuid: string;
  readonly id: number;
  /** Private, so that it shows neither in JSON nor in comparisons. */
  readonly #connection: Connection;

  constructor(connection: Connection, { name, uuid, id }: WireDomain) {
    this.name = name;
    this.uuid = uuid;
    this.id = id;
    this.#connection = connection;
  }

  /** The connection a domain came from, or null for one that was written by hand. */
  static connectionOf(domain: WireDomain): Connection | null {
    return domain instanceof Domain ? domain.#connection : null;
  }
}

/**
 * Checks that domains may go to a connection in one call.
 *
 * @throws {ArgumentError} `MIXED_CONNECTIONS` if one of them came from another connection.
 */
export function checkOwner(connection: Connection, domains: readonly WireDomain[]): void {
  for (const domain of domains) {
    const owner = Domain.connectionOf(domain);
    if (owner !== null && owner !== connection) {
      throw new ArgumentError(
        'MIXED_CONNECTIONS',
        `Cannot ask for domain "${domain.name}": it belongs to another connection`,
      );
    }
  }
}
