import { tmpdir } from 'node:os';
import type { Clock } from '../model/clock.ts';
import { systemClock } from '../model/clock.ts';
import { Access, type AccessOptions } from './access.ts';
import type { AccessSettings, ProxySettings } from './config.ts';

export { makeStateDir } from './tokens/test-state-dir.ts';

/** What a test's access differs in. */
export interface TestAccess {
  readonly stateDir?: string;
  readonly clock?: Clock;
  readonly access?: Partial<AccessSettings>;
  readonly behindProxy?: Partial<ProxySettings>;
  readonly certificateNames?: AccessOptions['certificateNames'];
}

/** An open loopback without tokens, for tests, unless it is given a state directory or settings. */
export function testAccess({
  access,
  behindProxy,
  clock,
  stateDir,
  certificateNames,
}: TestAccess = {}): Access {
  return new Access({
    stateDir: stateDir ?? `${tmpdir()}/virtscope-without-state`,
    clock: clock ?? systemClock,
    access: { loopback: 'open', names: [], idleMs: 3_600_000, ...access },
    behindProxy: {
      addresses: [],
      userHeader: null,
      groupsHeader: null,
      users: [],
      groups: [],
      ...behindProxy,
    },
    ...(certificateNames && { certificateNames }),
    onDamage: () => {},
  });
}
