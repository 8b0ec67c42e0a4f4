import { Type, type Static } from 'typebox';
import { eventKinds } from '../../model/event.ts';
import { seconds, text, textOrNull } from './values.ts';

const Event = Type.Object({
  time: seconds,
  class: text,
  id: text,
  name: Type.String({ description: 'Its name then' }),
  kind: Type.Enum(eventKinds),
  from: textOrNull,
  to: textOrNull,
  text: Type.String({ description: 'All of it as a sentence' }),
  uri: Type.Union([Type.String(), Type.Null()], {
    description: 'null where nothing is there any more',
  }),
});
export type Event = Static<typeof Event>;

/** Oldest first. */
export const Events = Type.Object({ events: Type.Array(Event) });
export type Events = Static<typeof Events>;
