import type { JSX } from 'preact';
import type { Message } from '../../../../src/api/wire/messages.ts';
import { Unit } from '../../../../src/model/unit.ts';
import { exact, text } from '../../format/format.ts';
import { Light } from '../light.tsx';
import { lightOfOutcome, outcomeText } from './outcome.ts';
import { preciseClock } from './precise-clock.ts';

interface Props {
  message: Message;
  /** Place among the rows, from 0. */
  index: number;
  /** Tab reaches it. */
  isStop: boolean;
  open: (message: Message) => void;
}

/** One message; its method is the way to all that is known of it. */
export function MessageRow({ message, index, isStop, open }: Props): JSX.Element {
  const { id, time, service, direction, method, peer, latency, bytes } = message;
  return (
    <tr class={lightOfOutcome(message)} aria-rowindex={index + 2} onClick={() => open(message)}>
      <td class="c-time">{preciseClock(time)}</td>
      <td class="c-service">{service}</td>
      <th scope="row" class="c-method">
        <button type="button" data-at={id} tabIndex={isStop ? 0 : -1} title={method}>
          <span aria-hidden="true">{direction === 'out' ? '→' : '←'} </span>
          <span class="hidden">{direction === 'out' ? 'call of ' : 'call from outside: '}</span>
          {method}
        </button>
      </th>
      <td class="c-peer">{peer ?? <Unknown why="not known" />}</td>
      <td class="c-outcome" title={outcomeText(message)}>
        <Light light={lightOfOutcome(message)} word={outcomeText(message)} />
      </td>
      <td class="c-latency value" title={latency === null ? undefined : exact(latency, Unit.seconds)}>
        {latency === null ? <Unknown why="it waits on purpose" /> : text(latency, Unit.seconds)}
      </td>
      <td class="c-bytes value">
        <Bytes count={bytes.sent} /> / <Bytes count={bytes.received} />
      </td>
    </tr>
  );
}

function Bytes({ count }: { count: number | null }): JSX.Element {
  if (count === null) return <Unknown why="not known" />;
  return <span title={exact(count, Unit.bytes)}>{text(count, Unit.bytes)}</span>;
}

function Unknown({ why }: { why: string }): JSX.Element {
  return (
    <span title={why}>
      <span aria-hidden="true">–</span>
      <span class="hidden">{why}</span>
    </span>
  );
}
