import { InputError } from '../../model/error.ts';
import type { Services } from '../context.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { answers } from '../http/schema.ts';

export function healthEndpoint(): Endpoint {
  return endpoint({ summary: 'The process turns', response: answers('Health') }, () => ({ status: 'ok' }));
}

export function readinessEndpoint(services: Services): Endpoint {
  const schema = { summary: 'Every source has been asked once', response: answers('Health') };
  return endpoint(schema, () => {
    const waiting = services.sources().filter(({ id }) => services.store.batchTime(id) === null);
    if (waiting.length > 0) {
      const names = waiting.map(({ name }) => name).join(', ');
      throw new InputError('SOURCE_UNAVAILABLE', `Cannot answer yet: ${names} not read so far`);
    }
    return { status: 'ready' };
  });
}
