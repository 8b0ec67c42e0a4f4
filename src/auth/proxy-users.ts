import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../model/access/identity.ts';
import { ROLES, type Role } from '../model/access/role.ts';
import { cutText } from '../lib/text/cut-text.ts';
import type { ProxySettings } from './config.ts';

/** The users that a proxy has logged in (single sign-on), and their roles. */
export class ProxyUsers {
  readonly #userHeader: string | null;
  readonly #groupsHeader: string | null;
  readonly #users: ReadonlyMap<string, Role>;
  readonly #groups: ReadonlyMap<string, Role>;

  constructor({ userHeader, groupsHeader, users, groups }: ProxySettings) {
    this.#userHeader = userHeader?.toLowerCase() ?? null;
    this.#groupsHeader = groupsHeader?.toLowerCase() ?? null;
    this.#users = new Map(users.map(({ name, role }) => [name, role]));
    this.#groups = new Map(groups.map(({ name, role }) => [name, role]));
  }

  /** The user of a request that a proxy sent; its role is null where none is configured. Null without a user. */
  identify(headers: IncomingHttpHeaders): Identity | null {
    const user = valueOf(headers, this.#userHeader);
    if (user === '') return null;
    const groups = valueOf(headers, this.#groupsHeader).split(',');
    const roles = new Set(groups.map((group) => this.#groups.get(group.trim()))).add(this.#users.get(user));
    const role = ROLES.findLast((each) => roles.has(each)) ?? null;
    return { by: 'proxy', name: cutText(user, 200), role, purpose: null, tokenId: null };
  }
}

/** Node joins a header that was sent twice by a comma: such a user is one that is not configured. */
function valueOf(headers: IncomingHttpHeaders, name: string | null): string {
  const value = name === null ? undefined : headers[name];
  return typeof value === 'string' ? value.trim() : '';
}
