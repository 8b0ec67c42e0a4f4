import type { JSX } from 'preact';
import type { AlarmDetails } from '../../../../src/api/wire/alarms.ts';
import type { Unit } from '../../../../src/model/unit.ts';
import { span, text } from '../../format/format.ts';

type Condition = AlarmDetails['conditions'][number];

interface Props {
  of: Pick<AlarmDetails, 'conditions' | 'for' | 'keep'>;
  label?: string;
}

/** The conditions of the rule with their newest values, their levels, and where each level comes from. */
export function Conditions({ of, label = 'conditions' }: Props): JSX.Element {
  const { conditions, keep } = of;
  const hasValues = conditions.some(({ value }) => value !== null);
  return (
    <>
      <div class="scroll" tabIndex={0} role="region" aria-label={label}>
        <table class="devices">
          <thead>
            <tr>
              <th scope="col">condition</th>
              {hasValues && (
                <th scope="col" class="number">
                  now
                </th>
              )}
              <th scope="col">amber</th>
              <th scope="col">red</th>
            </tr>
          </thead>
          <tbody>
            {conditions.map((condition, i) => (
              <tr key={i}>
                <th scope="row">{nameOf(condition)}</th>
                {hasValues && <td class="number">{shown(condition.value, condition)}</td>}
                <td>
                  <Level level={condition.amber} of={condition} />
                </td>
                <td>
                  <Level level={condition.red} of={condition} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">
        Raised after {span(of.for.amber)} (red {span(of.for.red)}), cleared after {span(keep)}.
      </p>
    </>
  );
}

function Level({ level, of }: { level: Condition['amber']; of: Condition }): JSX.Element {
  if (!level) return <span class="unit">none</span>;
  const { level: at, clear, origin } = level;
  if (of.kind === 'when') return <span class="unit">{origin}</span>;
  return (
    <>
      {of.sense} {shown(at, of)}
      {clear !== at && `, clear at ${shown(clear, of)}`} <span class="unit">{origin}</span>
    </>
  );
}

function nameOf({ kind, metrics, when, mean }: Condition): string {
  if (kind === 'when') return when ?? '';
  const window = mean > 0 ? `, mean of ${span(mean)}` : '';
  return (kind === 'timeToFull' ? `time until ${metrics.join(' is ')}` : metrics.join(', ')) + window;
}

function shown(value: number | null, { units, kind }: Condition): string {
  if (kind === 'when') return '';
  return value === null ? 'unknown' : text(value, units as Unit);
}
