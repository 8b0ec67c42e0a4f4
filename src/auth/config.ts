import { choice, duration, list, section, text, unless, type ValueOf } from '../lib/settings/mod.ts';
import { ROLES } from '../model/access/role.ts';
import { InputError } from '../model/error.ts';
import { isRange } from './address-ranges.ts';

const isHeader = (value: string): boolean => /^[A-Za-z0-9-]{1,100}$/.test(value);
const isName = (value: string): boolean =>
  /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+$/i.test(value);

/** Section `access` of the configuration. */
export const access = section(
  {
    loopback: choice(['open', 'closed'], {
      description:
        'Whether every user and program of this machine may do everything without a token, as long as the server ' +
        'listens on a loopback address. `closed` asks them for tokens too, see [access](http.md#access).',
      default: 'open',
    }),
    names: list(text('a host name, which may begin with *.', isName, { description: 'One name.' }), {
      what: 'names',
      description:
        'Names that the server is called by, besides those of its certificate; a request for another name is refused. ' +
        'IP addresses need not be listed.',
      most: 100,
    }),
    idle: duration(60_000, 30 * 86_400_000, {
      description: 'How long a login in the console lives without being used.',
      default: '12h',
    }),
  },
  { parse: ({ idle: idleMs, ...rest }) => ({ ...rest, idleMs }) },
);

const header = (what: string) =>
  text('none, or the name of a header', isHeader, {
    description: `Header in which the proxy sends ${what}. It must remove that header from what clients send.`,
    default: 'none',
    parse: unless('none'),
  });

const roleOf = (what: string) =>
  section({
    name: text(`the name of a ${what}`, (value) => value !== '', { description: `As the proxy sends it.` }),
    role: choice(ROLES, { description: `What the ${what} may do.` }),
  });

/** Section `behindProxy` of the configuration. */
export const behindProxy = section(
  {
    addresses: list(
      text('an IP address, or a range such as 10.0.0.0/24', isRange, { description: 'One of them.' }),
      {
        what: 'addresses',
        description:
          'Where the reverse proxies are that clients come through. Of these alone the headers X-Forwarded-For, ' +
          'X-Forwarded-Proto and X-Forwarded-Host count. What comes from them is never this machine’s own.',
        most: 100,
      },
    ),
    userHeader: header('the name of the user'),
    groupsHeader: header('the groups of the user, separated by commas'),
    users: list(roleOf('user'), { what: 'users', description: 'Roles of users. Others have none.' }),
    groups: list(roleOf('group'), {
      what: 'groups',
      description: 'Roles of groups. A user has the greatest role of its own and of its groups.',
    }),
  },
  { parse: (values) => values, check: checkProxy },
);

export type AccessSettings = ValueOf<typeof access>;
export type ProxySettings = ValueOf<typeof behindProxy>;

function checkProxy({
  addresses,
  userHeader,
  groupsHeader,
}: {
  readonly addresses: readonly string[];
  readonly userHeader: string | null;
  readonly groupsHeader: string | null;
}): void {
  const refuse = (state: string): never => {
    throw new InputError('CONFIG_INVALID', `Cannot use behindProxy: ${state}`);
  };
  if (userHeader !== null && addresses.length === 0)
    refuse('userHeader needs addresses, or any client could send it');
  if (groupsHeader !== null && userHeader === null) refuse('groupsHeader needs userHeader');
}
