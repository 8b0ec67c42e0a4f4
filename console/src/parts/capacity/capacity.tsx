import type { JSX } from 'preact';
import type { Capacity as Body } from '../../../../src/api/wire/capacity.ts';
import { useCapacity } from '../../data/asked/capacity.ts';
import { stateWord } from '../../data/light.ts';
import { text } from '../../format/format.ts';
import { keepingView } from '../../view/router.ts';
import { AllocationBar } from './allocation-bar.tsx';
import { countText, overcommitText, roomText, unknownText } from './texts.ts';

/** What a host has, what its machines were given of it, what still fits, and which are the largest. */
export function Capacity({ host }: { host: string }): JSX.Element | null {
  const capacity = useCapacity(host).value;
  if (!capacity || capacity.machines.defined === 0) return null;
  const { vcpus, memory, machines } = capacity;
  const unknown = unknownText(capacity);
  return (
    <section class="block capacity" aria-labelledby="capacity">
      <h2 id="capacity">Capacity</h2>
      <dl>
        <Resource label="vCPUs" resource={vcpus} amount={String} of="cores" />
        <Resource
          label="memory"
          resource={memory}
          reserve={memory.reserve}
          amount={(bytes) => text(bytes, 'bytes')}
        />
      </dl>
      <p class="note">
        {countText(machines)}. {roomText(memory)} {unknown}
      </p>
      <Largest machines={capacity.largest} />
    </section>
  );
}

interface Props {
  readonly label: string;
  readonly resource: Body['vcpus'];
  readonly reserve?: number | null;
  readonly amount: (value: number) => string;
  /** What the host has it in, where that is called otherwise. */
  readonly of?: string;
}

function Resource({ label, resource, reserve = null, amount, of }: Props): JSX.Element {
  const { physical, running, defined, overcommit } = resource;
  const has = physical === null ? '' : ` on ${amount(physical)}${of ? ` ${of}` : ''}`;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <AllocationBar
          physical={physical}
          running={running.allocated}
          defined={defined.allocated}
          reserve={reserve}
        />
        <span>
          running machines have <span class="value">{amount(running.allocated)}</span>
          {has}
          {overcommit !== null && `, ${overcommitText(overcommit)}`}; all that are defined{' '}
          {amount(defined.allocated)}
        </span>
      </dd>
    </div>
  );
}

function Largest({ machines }: { machines: Body['largest'] }): JSX.Element {
  return (
    <table class="devices">
      <caption>largest machines</caption>
      <thead>
        <tr>
          <th scope="col">machine</th>
          <th scope="col" class="number">
            memory
          </th>
          <th scope="col" class="number">
            vCPUs
          </th>
          <th scope="col">state</th>
        </tr>
      </thead>
      <tbody>
        {machines.map(({ id, name, state, vcpus, memory, uri }) => (
          <tr key={id}>
            <th scope="row">
              <a href={keepingView(uri)}>{name}</a>
            </th>
            <td class="number">{memory === null ? '–' : text(memory, 'bytes')}</td>
            <td class="number">{vcpus ?? '–'}</td>
            <td>{stateWord(state)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
