import { formatEvent } from '../../lib/sse.ts';
import type { StreamType } from '../http/streams/follow.ts';

/** How something is written to a type of stream: as an event, or as a line. */
export const writers: Readonly<Record<StreamType, (event: string, data: object, id: string) => string>> = {
  'text/event-stream': (event, data, id) => formatEvent(event, JSON.stringify(data), id),
  'application/x-ndjson': (_event, data) => `${JSON.stringify(data)}\n`,
};
