import { Type, type Static } from 'typebox';
import { numberOrNull, seconds, text } from './values.ts';

/** What some machines were given of a resource, together. */
const Allocation = Type.Object({
  allocated: Type.Number({ description: 'Of all whose size is known' }),
  unknown: Type.Integer({ description: 'Machines whose size is not known' }),
});
export type Allocation = Static<typeof Allocation>;

const resource = {
  physical: Type.Union([Type.Number(), Type.Null()], {
    description: 'What the host has; null where that is not known',
  }),
  running: Allocation,
  defined: Allocation,
  overcommit: Type.Union([Type.Number(), Type.Null()], {
    description: 'Allocated to those that run, as a multiple of what the host has',
  }),
};

/** What a host has, what its VMs were given of it, and what still fits; memory in bytes. */
export const Capacity = Type.Object({
  id: text,
  name: text,
  time: seconds,
  machines: Type.Object({
    running: Type.Integer({ description: 'Paused ones too: they keep their memory' }),
    defined: Type.Integer({ description: 'All, also those that are off' }),
  }),
  vcpus: Type.Object(resource),
  memory: Type.Object({
    ...resource,
    reserve: Type.Union([Type.Number(), Type.Null()], { description: 'Kept for the host itself' }),
    fits: Type.Union([Type.Number(), Type.Null()], {
      description:
        'Physical less allocated to those that run, less the reserve, at least 0; at most so much where sizes are unknown',
    }),
  }),
  largest: Type.Array(
    Type.Object({ id: text, name: text, state: text, vcpus: numberOrNull, memory: numberOrNull, uri: text }),
    { description: 'The machines with most memory, largest first' },
  ),
});
export type Capacity = Static<typeof Capacity>;
