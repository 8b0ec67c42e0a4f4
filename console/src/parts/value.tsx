import type { JSX } from 'preact';
import { exact, quantity, shownUnit } from '../format.ts';
import { remedy, sentence } from '../reasons.ts';

interface Props {
  metric: string;
  value: number | null;
  /** Code of why the value is null. */
  reason: string | null;
  /** Writes the reason out instead of leaving it to the tooltip. */
  say?: boolean;
}

/** A number with its unit and its exact value one tooltip away; a dash with its reason where it is unknown. */
export function Value({ metric, value, reason, say = false }: Props): JSX.Element {
  if (value === null) return <Unknown code={reason} say={say} />;
  const unit = shownUnit(metric);
  const [number, suffix] = quantity(value, unit);
  return (
    <span class={value === 0 ? 'value zero' : 'value'} title={exact(value, unit)}>
      {number}
      {suffix && <span class="unit">{`\u00a0${suffix}`}</span>}
    </span>
  );
}

/** A dash that tells why there is no number. */
export function Unknown({ code, say = false }: { code: string | null; say?: boolean }): JSX.Element {
  const why = code === null ? 'not collected yet' : sentence(code);
  const help = code === null ? null : remedy(code);
  return (
    <span class="unknown" title={help ? `${why}. ${help}` : why}>
      <span aria-hidden="true">–</span>
      {say ? <span class="why"> {why}</span> : <span class="hidden">unknown: {why}</span>}
    </span>
  );
}
