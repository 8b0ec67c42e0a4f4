import type { PerfmonClass, Tag } from './variable.ts';

/** What perfmon takes for a tag that a variable lacks, by the name of the variable. */
type Defaults = Readonly<Partial<Record<Tag, string>>>;

const cpuUsage: Defaults = { rrd_regex: 'cpu[0-9]+', consolidation_fn: 'average' };
const ofAll: Defaults = {
  consolidation_fn: 'sum',
  alarm_trigger_sense: 'high',
  alarm_trigger_period: '60',
  alarm_auto_inhibit_period: '3600',
  alarm_priority: '3',
};

const byName: Readonly<Record<PerfmonClass, Readonly<Record<string, Defaults>>>> = {
  VM: {
    cpu_usage: cpuUsage,
    network_usage: { rrd_regex: 'vif_[0-9]+_[rt]x' },
    disk_usage: { rrd_regex: 'vbd_(xvd|hd)[a-z]+_(read|write)' },
    memory_internal_free: { rrd_regex: 'memory_internal_free', alarm_trigger_sense: 'low' },
    fs_usage: { consolidation_fn: 'get_percent_fs_usage', alarm_trigger_level: '0.9' },
    log_fs_usage: { consolidation_fn: 'get_percent_log_fs_usage', alarm_trigger_level: '0.9' },
    mem_usage: { consolidation_fn: 'get_percent_mem_usage', alarm_trigger_level: '0.95' },
  },
  host: {
    cpu_usage: cpuUsage,
    network_usage: { rrd_regex: 'pif_eth[0-9]+_[rt]x' },
    memory_free_kib: { rrd_regex: 'memory_free_kib', alarm_trigger_sense: 'low' },
  },
  SR: {
    physical_utilisation: {
      rrd_regex: 'physical_utilisation|size',
      consolidation_fn: 'get_percent_sr_usage',
      alarm_trigger_level: '0.8',
    },
  },
};

/** Names with the identifier of a storage repository are data sources too. */
const throughput = /^sr_(io_throughput_total_[0-9a-f]{8})$/;

/** The value that perfmon takes where a variable does not give one; null where it has none. */
export function defaultOf(cls: PerfmonClass, name: string, tag: Tag): string | null {
  const own = Object.hasOwn(byName[cls], name) ? byName[cls][name] : undefined;
  const named = tag === 'rrd_regex' && cls === 'host' ? throughput.exec(name)?.[1] : undefined;
  return own?.[tag] ?? named ?? ofAll[tag] ?? null;
}
