import { text } from '../lib/settings/mod.ts';
import { parseAddress, type Address } from './http/address.ts';

export { checkListen, isLoopback } from './http/address.ts';

/** Key `listen` of the configuration. */
export const listen = text<Address>(
  'ADDRESS:PORT, such as 127.0.0.1:8478 or [::1]:8478',
  (value) => parseAddress(value) !== null,
  {
    description:
      'Where the HTTP server listens. Only this machine can reach a loopback address; any other needs `tls` or ' +
      '`behindProxy`, see [access](../guide/access.md).',
    default: '127.0.0.1:8478',
    parse: (value) => parseAddress(value) as Address,
  },
);
