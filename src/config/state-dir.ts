import { join } from 'node:path';

/** What of the process decides on defaults. */
export interface Environment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home directory of the user. */
  readonly home: string;
  readonly isRoot: boolean;
}

/** Where state is kept by default: the system's place for root, else the user's own (XDG base directories). */
export function stateDir({ env, home, isRoot }: Environment): string {
  if (isRoot) return '/var/lib/virtscope';
  const { XDG_STATE_HOME: xdg = '' } = env;
  // The XDG specification says a relative path is to be ignored.
  return join(xdg.startsWith('/') ? xdg : join(home, '.local', 'state'), 'virtscope');
}
