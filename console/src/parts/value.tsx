import type { JSX } from 'preact';
import { exact, quantity, rounded, shownUnit } from '../format/format.ts';
import { remedy, sentence } from '../data/reasons.ts';

interface Props {
  metric: string;
  value: number | null;
  /** Code of why the value is null. */
  reason: string | null;
  /** What reads the entity, whose sentences the reason is said in. */
  source: string | null;
  /** It may have six significant digits, as those of tables and histories do. */
  isRounded?: boolean;
}

/** A number with its unit and its exact value one tooltip away; a dash with its reason where it is unknown. */
export function Value({ metric, value, reason, source, isRounded = false }: Props): JSX.Element {
  if (value === null) return <Unknown code={reason} source={source} />;
  const unit = shownUnit(metric);
  const [number, suffix] = quantity(value, unit);
  return (
    <span class={value === 0 ? 'value zero' : 'value'} title={(isRounded ? rounded : exact)(value, unit)}>
      {number}
      {suffix && <span class="unit">{`\u00a0${suffix}`}</span>}
    </span>
  );
}

/** A dash whose tooltip gives the reason why there is no number. */
function Unknown({ code, source }: { code: string | null; source: string | null }): JSX.Element {
  const why = whyUnknown(code, source);
  return (
    <span class="unknown" title={why}>
      <span aria-hidden="true">–</span>
      <span class="hidden">unknown: {why}</span>
    </span>
  );
}

/** Why there is no number, and what can be done about it. */
export function whyUnknown(code: string | null, source: string | null): string {
  if (code === null) return 'not collected yet';
  const help = remedy(code);
  const why = sentence(code, source);
  return help ? `${why}. ${help}` : why;
}
