import { dataSourceRules, type DataSourceRule } from '../../model/xapi/data-source-rules.ts';
import { between, isMatch, without } from './regex/quotient.ts';
import { regexText, type Regex } from './regex/regex.ts';

/** A data source of XAPI, or one for each device, that a regular expression matches. */
export interface NameMatch {
  readonly rule: DataSourceRule;
  /** A regular expression of the devices; null = all, and where there are none. */
  readonly devices: string | null;
}

/** Processors and interfaces of a VM are numbered: an expression that matches these matches all. */
const numbers = [...Array.from({ length: 33 }, (_, i) => i), 63, 99, 100, 128, 255, 1000].map(String);

/** The data sources of a class that are meant, among those that virtscope has a metric for. */
export function matchNames(regex: Regex, cls: DataSourceRule['class']): readonly NameMatch[] {
  return dataSourceRules.filter((rule) => rule.class === cls).flatMap((rule) => matchName(regex, rule) ?? []);
}

/** Whether the names have a number where ours have the key of a device. */
export function isNumbered({ name, class: cls }: DataSourceRule): boolean {
  return name.startsWith('cpu#') || (cls === 'VM' && name.startsWith('vif_#'));
}

/** What can stand where a name has `#`; null where nothing can. */
export function devicesIn(regex: Regex, name: string): Regex | null {
  const [before = '', after = ''] = name.split('#');
  // `vbd_xvda_iops_read` is not what is read of a device `xvda_iops`: names of devices have no underscore.
  const rest = between(regex, before, after);
  return rest && without(rest, '_');
}

function matchName(regex: Regex, rule: DataSourceRule): NameMatch | null {
  if (!rule.name.includes('#')) return isMatch(regex, rule.name) ? { rule, devices: null } : null;
  const devices = devicesIn(regex, rule.name);
  if (!devices || isOtherName(rule, devices)) return null;
  if (isNumbered(rule)) {
    const known = numbers.filter((one) => isMatch(devices, one)).length;
    if (known === 0) return null;
    return { rule, devices: known === numbers.length ? null : regexText(devices) };
  }
  const text = regexText(devices);
  return { rule, devices: text === '.*' || text === '.+' ? null : text };
}

/** `pif_aggr_rx` is no interface `aggr`. */
function isOtherName({ name, class: cls }: DataSourceRule, devices: Regex): boolean {
  const whole = name.replace('#', () => regexText(devices));
  return dataSourceRules.some((other) => other.class === cls && other.name === whole);
}
