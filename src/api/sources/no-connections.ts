import type { Connections } from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';

const state = 'this server has no list of sources';

/** Of a server whose sources are given: there are none to list, and none can be added. */
export const noConnections: Connections = {
  all: () => [],
  add: () => Promise.reject(new InputError('SOURCE_FIXED', `Cannot add source: ${state}`)),
  test: () => {
    throw new InputError('SOURCE_FIXED', `Cannot test source: ${state}`);
  },
  remove: () => Promise.reject(new InputError('SOURCE_UNKNOWN', `Cannot remove source: ${state}`)),
  retry: () => {
    throw new InputError('SOURCE_UNKNOWN', `Cannot connect source: ${state}`);
  },
  reload: () => Promise.reject(new InputError('SOURCE_FIXED', `Cannot reload: ${state}`)),
};
