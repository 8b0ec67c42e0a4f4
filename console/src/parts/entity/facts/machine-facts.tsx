import type { ComponentChildren, JSX } from 'preact';
import { FACTS, type FactName } from '../../../../../src/model/facts.ts';
import { now } from '../../../data/clock.ts';
import { Addresses } from './addresses.tsx';
import { Job } from './job.tsx';
import { known, unknownByReason, type Facts } from './read.ts';
import { boardText, instanceText, memoryText, processorsText, snapshotsText, tagUri } from './texts.ts';

/** Facts whose reason is given where they are unknown, in the order of the line. */
const explained: readonly FactName[] = [
  'vcpus',
  'memory',
  'os',
  'addresses',
  'machineType',
  'autostart',
  'snapshots',
  'job',
];

/** What a machine is: size, system, addresses, board, snapshots, its job, its tags. What there is none of takes no room. */
export function MachineFacts({ facts }: { facts: Facts }): JSX.Element {
  const autostart = known(facts, 'autostart')?.value;
  return (
    <ul class="machine-facts" aria-label="what it is">
      <Text>{processorsText(facts)}</Text>
      <Text>{memoryText(facts)}</Text>
      <System facts={facts} />
      <Addresses facts={facts} />
      <Text quiet>{boardText(facts)}</Text>
      {autostart !== undefined && <Text quiet>{autostart ? 'autostart' : 'no autostart'}</Text>}
      <Text>{snapshotsText(facts, now.value)}</Text>
      <Job facts={facts} />
      <Text quiet>{instanceText(facts)}</Text>
      <Tags tags={known(facts, 'tags')?.value ?? []} />
      {Array.from(unknownByReason(facts, explained), ([reason, names]) => (
        <li key={reason} class="unknown">
          {names.map((name) => FACTS[name].label).join(', ')}: – ({reason})
        </li>
      ))}
      <Text quiet>{known(facts, 'description')?.value}</Text>
    </ul>
  );
}

/** One fact; nothing where it has no text. */
function Text({
  quiet = false,
  children,
}: {
  quiet?: boolean;
  children?: ComponentChildren;
}): JSX.Element | null {
  return children ? <li class={quiet ? 'quiet' : ''}>{children}</li> : null;
}

function System({ facts }: { facts: Facts }): JSX.Element | null {
  const os = known(facts, 'os');
  const name = known(facts, 'hostname')?.value;
  if (!os && name === undefined) return null;
  return (
    <li>
      {os && <span title={os.origin ? `from: ${os.origin}` : undefined}>{os.value}</span>}
      {name !== undefined && <span class="quiet"> host name {name}</span>}
    </li>
  );
}

function Tags({ tags }: { tags: readonly string[] }): JSX.Element {
  return (
    <>
      {tags.map((tag) => (
        <li key={tag}>
          <a class="tag" href={tagUri(tag)}>
            {tag}
          </a>
        </li>
      ))}
    </>
  );
}
