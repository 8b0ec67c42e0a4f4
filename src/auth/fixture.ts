import { openAccess, type Access } from './access.ts';

/** An open loopback, for tests: every request is of this machine. */
export function testAccess(): Access {
  return openAccess();
}
