import type { JSX } from 'preact';
import type { Message } from '../../../../src/api/wire/messages.ts';
import { Unit } from '../../../../src/model/unit.ts';
import { addressOfRead } from '../../data/messages/address.ts';
import { idBefore } from '../../data/messages/place.ts';
import { exact } from '../../format/format.ts';
import { fullInstant } from '../../format/time.ts';
import { CopyCurl } from '../lazily.ts';
import { setQuery } from '../../view/router.ts';
import { outcomeText } from './outcome.ts';

/** All that is known of a message, and filters for others like it. */
export function MessageDetails({ message }: { message: Message }): JSX.Element {
  const { id, method, peer, service } = message;
  const likes = { method, service, ...(peer !== null && { peer }) };
  return (
    <>
      <h2>{method}</h2>
      <dl>
        {factsOf(message).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog" class="likes">
        {Object.entries(likes).map(([name, value]) => (
          <button
            key={name}
            onClick={() => setQuery({ filter: `${name} == ${JSON.stringify(value)}` }, true)}
          >
            only this {name}
          </button>
        ))}
        <CopyCurl requests={() => [addressOfRead({ filter: '', after: idBefore(id), limit: 1 })]} />
        <button>close</button>
      </form>
    </>
  );
}

function factsOf(message: Message): (readonly [name: string, value: string])[] {
  const { direction, peer, latency, bytes } = message;
  const count = (value: number | null): string => (value === null ? 'not known' : exact(value, Unit.bytes));
  return [
    ['ended', fullInstant(message.time)],
    ['service', `${message.service}, ${message.interface}`],
    ['direction', direction === 'out' ? 'out: virtscope asks' : 'in: virtscope is asked'],
    ['peer', peer ?? 'not known'],
    ['outcome', outcomeText(message)],
    ['latency', latency === null ? 'none: the answer waits on purpose' : exact(latency, Unit.seconds)],
    ['sent', count(bytes.sent)],
    ['received', count(bytes.received)],
    ['contents', 'are not kept'],
    ['id', message.id],
  ];
}
