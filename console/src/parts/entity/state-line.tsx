import type { JSX } from 'preact';
import { activityOf, isEntityClass } from '../../../../src/model/classes.ts';
import type { Entity } from '../../../../src/api/wire/entity.ts';
import { now } from '../../data/clock.ts';
import { conditionWord, stateWord } from '../../data/light.ts';
import { span } from '../../format/format.ts';
import { fullInstant } from '../../format/time.ts';
import { Since } from '../since.tsx';
import { known } from './facts/read.ts';

/** Conditions that make the state an old one: what cannot be asked may be in another by now. */
const unasked: ReadonlySet<string> = new Set(['stuck', 'unreachable']);

/** What is true of an entity now, in bold: its state, or that it cannot be asked, and then the state it had. */
export function StateLine({ entity }: { entity: Entity }): JSX.Element {
  const { state, stateText, condition } = entity;
  const activity = isEntityClass(entity.class) ? activityOf(entity.class, state) : 'unknown';
  const word = stateWord(state);
  // What is down is itself what fails: that is its state now.
  if (activity !== 'failed' && condition && unasked.has(condition.kind)) {
    return (
      <span>
        <b>{conditionWord(condition.kind)}</b>, was {word} before
      </span>
    );
  }
  return (
    <span>
      <b>{word}</b>
      {stateText && (stateText.startsWith(`${word} `) ? stateText.slice(word.length) : `, ${stateText}`)}
      {/* The banner has since when it is so. */}
      {!condition && ', '}
      {!condition &&
        (entity.class === 'VM' && activity === 'running' ? (
          <Uptime entity={entity} />
        ) : (
          <Since since={entity.stateSince} atLeast={entity.stateAtLeast} />
        ))}
    </span>
  );
}

/** How long it has run: since its process started; at least since it was seen to run where that is not known. */
function Uptime({ entity }: { entity: Entity }): JSX.Element {
  const started = known(entity.facts, 'started')?.value;
  // A machine that was resumed has run for longer than it has been in its state.
  const since = started ?? known(entity.facts, 'seenRunning')?.value ?? entity.stateSince;
  const atLeast = started === undefined;
  return (
    <span class="since" title={fullInstant(since)}>
      up {atLeast && 'at least '}
      <span class="age">{span(now.value - since)}</span>
    </span>
  );
}
