import { writeFileSync } from 'node:fs';
import { describedBy } from '../src/model/text/metric-text.ts';
import { placesOf } from '../src/prometheus/mod.ts';
import { metrics } from '../src/model/metrics.ts';
import { remoteWriteMetrics } from '../src/remote/write/mod.ts';
import { sentences as libvirtSentences } from '../src/sources/libvirt/reasons.ts';
import { Reason, reasonCode } from '../src/model/reason.ts';
import { reasonText } from '../src/model/reason-text.ts';

/** docs/reference/metrics.md: the vocabulary as a page, and under which name Prometheus finds each metric. */
export function renderMetrics(): string {
  const rows = metrics.map(({ pattern, classes, unit, kind, sources }) => {
    const names = classes.map((cls) => {
      const place = placesOf(cls).get(pattern);
      return `\`${place?.family.name}${place?.label ? `{${place.label}}` : ''}\``;
    });
    return [
      `\`${pattern}\``,
      unit,
      kind,
      classes.join(', '),
      sources.join(', '),
      describedBy(pattern) ?? '',
      names.join('<br>'),
    ];
  });
  const reasons = Object.values(Reason).filter((reason) => reason !== Reason.known);
  return `# Metrics

<!-- Made from src/model/metrics.ts: node tools/render-metrics.ts -->

One vocabulary for all sources. The dots are a hierarchy; \`#\` stands for one segment, the number of a processor or the key of a
device (a disk's target, a NIC's MAC address without colons, the size of huge pages, a mount point as [ADR 9](../adr/0008-keys-of-mount-points.md)
spells it). A rate is the mean over the interval that ends at the sample. What a
source has beyond this table keeps the source's own name under \`raw.\`: of libvirt the fields that [\`libvirt.raw.fields\`](config.md#libvirtrawfields)
names, such as \`raw.perf.instructions\` or \`raw.vcpu.0.exits.sum\`, as libvirt reports them and in its units (counters as counters).

${table(['metric', 'unit', 'kind', 'of', 'from', 'is', 'for Prometheus'], rows)}

A VM's total over disks or interfaces is over those that report: a device without counters (a multicast interface, an interface
without a name on the host, a vhost-user disk) takes no part in it, its own values are \`not-reported\`, and the VM's labels
\`disksWithoutCounters\` and \`netsWithoutCounters\` name it. Where no device reports, the total is not reported either.

Every sample carries \`uuid\` (of a host or source: \`id\`) and \`name\`; a total and its
parts by processor (\`cpu\`), device (\`device\`), size of huge pages (\`size\`) or file system (\`mountpoint\`) have names of their own. Besides there are \`virtscope_vm_info\` (name of the \`host\`, state, reason, source, and the VM's labels as
\`label_…\` in lower case with underscores), \`virtscope_vm_state\`, \`virtscope_vm_stuck\`, \`virtscope_host_info\`, \`virtscope_source_up\`, of each class \`virtscope_vm_light{light}\`, the worst [alarm](../guide/alarms.md), and \`virtscope_vm_raw{metric}\`
(\`…_host_raw\`) for what is under \`raw.\`. Unknown values are left out. \`virtscope_unhandled_rejections_total\` counts bugs of
virtscope itself that nothing handled; each is in its log. \`virtscope_certificate_expiry_timestamp_seconds\` is when its certificate expires, where it has one.

Where [remote write](../guide/remote-write.md) is configured its own numbers follow, with the label \`receiver\`:

${table(
  ['for Prometheus', 'kind', 'is'],
  remoteWriteMetrics.map(({ name, kind, help }) => {
    return [`\`${name}${kind === 'counter' ? '_total' : ''}\``, kind, help];
  }),
)}

## Why a value is unknown

${table(
  ['code', 'is', 'of what libvirt reports'],
  reasons.map((reason) => [
    `\`${reasonCode(reason)}\``,
    reasonText(reason),
    libvirtSentences[reason] ?? '〃',
  ]),
)}
`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}

if (import.meta.main) {
  writeFileSync(new URL('../docs/reference/metrics.md', import.meta.url), renderMetrics());
}
