import { escapeLabel, type Family } from '../../prometheus/mod.ts';

/** A way to write samples down for Prometheus. */
export interface Format {
  readonly contentType: string;
  head(family: Family): string;
  /** Of a counter, whose samples are named `…_total`. */
  counterHead(name: string, help: string): string;
  /** Of a family whose samples are all 1 and say something by their labels; its samples are named `…_info`. */
  infoHead(name: string, help: string): string;
  readonly end: string;
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
export const textFormat: Format = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  head: ({ name, help }) => `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} gauge\n`,
  counterHead: (name, help) => `# HELP ${name}_total ${escapeHelp(help)}\n# TYPE ${name}_total counter\n`,
  infoHead: (name, help) => `# HELP ${name}_info ${escapeHelp(help)}\n# TYPE ${name}_info gauge\n`,
  end: '',
};

/** https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export const openMetrics: Format = {
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  head: ({ name, unit, help }) =>
    `# TYPE ${name} gauge\n${unit === null ? '' : `# UNIT ${name} ${unit}\n`}# HELP ${name} ${escapeLabel(help)}\n`,
  counterHead: (name, help) => `# TYPE ${name} counter\n# HELP ${name} ${escapeLabel(help)}\n`,
  infoHead: (name, help) => `# TYPE ${name} info\n# HELP ${name} ${escapeLabel(help)}\n`,
  end: '# EOF\n',
};

function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
