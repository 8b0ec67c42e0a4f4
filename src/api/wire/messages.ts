import { Type, type Static } from 'typebox';
import { callOutcomes } from '../../model/streams/call.ts';
import { numberOrNull, seconds, text } from './values.ts';

export const Message = Type.Object({
  id: Type.String({ description: 'The cursor behind it' }),
  time: seconds,
  interface: Type.Enum(['libvirt', 'http']),
  service: Type.Enum(['libvirtd', 'virtscope'], { description: 'What answers' }),
  direction: Type.Enum(['out', 'in'], { description: 'out = virtscope asks, in = it is asked' }),
  method: Type.String({ description: 'A procedure, or method and pattern of a route' }),
  peer: Type.Union([text, Type.Null()], {
    description: 'out: id of the source; in: loopback or network; null where it is not known',
  }),
  outcome: Type.Enum(callOutcomes),
  code: Type.Union([text, Type.Null()], {
    description: 'Of an outcome that is not ok: name of the libvirt error, or HTTP status',
  }),
  latency: Type.Union([Type.Number(), Type.Null()], {
    description: 'Seconds; null of an answer that waits on purpose: streams, long polls',
  }),
  bytes: Type.Object({ sent: numberOrNull, received: numberOrNull }),
  payload: Type.Null({ description: 'Contents are not kept' }),
});
export type Message = Static<typeof Message>;

/** Oldest first. */
export const Messages = Type.Object({
  messages: Type.Array(Type.Unsafe<Message>({ $ref: 'Message#' })),
  gap: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Messages after the cursor that are no longer kept; null where their number is not known',
  }),
  undecided: Type.Integer({
    description: 'Messages that lack what the filter asks for, so that it is neither true nor false of them',
  }),
  next: Type.String({ description: 'Address of newer ones' }),
});
export type Messages = Static<typeof Messages>;
