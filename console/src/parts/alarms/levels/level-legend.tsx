import type { JSX } from 'preact';
import { shownUnit, text } from '../../../format/format.ts';
import type { LineLevel } from './levels-of.ts';

/** Rules whose levels a chart shows, each a link to its alarm. */
export function LevelLegend({ levels }: { levels: readonly LineLevel[] }): JSX.Element | null {
  if (levels.length === 0) return null;
  return (
    <ul class="legend" aria-label="levels of rules">
      {[...Map.groupBy(levels, ({ alarm }) => alarm)].map(([{ rule, uri }, own]) => (
        <li key={uri}>
          <a href={uri}>{rule}</a>
          {own.map((level) => (
            <Level key={level.light} of={level} />
          ))}
        </li>
      ))}
    </ul>
  );
}

function Level({ of: { line, light, level, sense, origin } }: { of: LineLevel }): JSX.Element {
  return (
    <span title={`${light} where "${line.label}" is ${sense} it, ${origin}`}>
      {' '}
      <i class="key dash" style={{ color: `var(--${light})` }} />
      {light} {text(level, shownUnit(line.metric))}
    </span>
  );
}
