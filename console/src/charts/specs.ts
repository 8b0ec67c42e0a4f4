import type { JSX } from 'preact';
import type uPlot from 'uplot';
import type { Column, Columns } from '../data/columns.ts';
import type { Drawn } from './drawn.ts';

/** One line of a chart. Colours are tokens of styles/tokens.css and mean the same on every page. */
export interface Line {
  readonly metric: string;
  readonly label: string;
  readonly colour: string;
  readonly style: 'area' | 'line' | 'dash';
  /** Drawn below zero: what goes out, under what comes in. */
  readonly mirrored?: boolean;
  /** The entity it is of, on a page with several. */
  readonly id?: string;
}

/** Name of a line's column, and of the line in the address. */
export function keyOf({ id, metric }: Line): string {
  return id === undefined ? metric : `${id}/${metric}`;
}

/** What is known of a line; undefined where there is no such metric. */
export function columnOf(columns: Columns | null, of: Line): Column | undefined {
  return columns?.byMetric.get(keyOf(of));
}

/** Lines that share a vertical axis. A chart may have a second, smaller one under the first. */
export interface Panel {
  readonly lines: readonly Line[];
  /** CSS pixels. */
  readonly height: number;
  /** Lines of other panels that share this one's scale, its own among them. */
  readonly scaledBy?: readonly Line[];
  readonly overlay?: Overlay;
}

/** What a page draws over the lines of a panel. */
export interface Overlay {
  /** The vertical axis reaches so far, in the unit of the lines. */
  readonly reach: (view: Drawn) => readonly [low: number, high: number];
  /** @param scale from the unit of the lines to that of the axis. */
  readonly draw: (plot: uPlot, view: Drawn, scale: number) => void;
  /** What it is, below the names of the lines. */
  readonly legend?: (view: Drawn) => JSX.Element;
}

export interface Chart {
  readonly key: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

const tall = 168;

function area(metric: string, label: string, colour: string, mirrored = false): Line {
  return { metric, label, colour, style: 'area', mirrored };
}
function line(metric: string, label: string, colour: string): Line {
  return { metric, label, colour, style: 'line' };
}
function dash(metric: string, label: string, colour: string): Line {
  return { metric, label, colour, style: 'dash' };
}

const network: Chart = {
  key: 'net',
  title: 'Network',
  panels: [
    {
      height: tall,
      lines: [area('net.rx.bytes', 'received', 'in'), area('net.tx.bytes', 'sent', 'out', true)],
    },
  ],
};

const disk: Chart = {
  key: 'disk',
  title: 'Disk',
  panels: [
    {
      height: 112,
      lines: [area('disk.read.bytes', 'read', 'in'), area('disk.write.bytes', 'written', 'out', true)],
    },
    {
      height: tall - 112,
      lines: [
        line('disk.read.latency', 'read latency', 'in'),
        line('disk.write.latency', 'write latency', 'out'),
      ],
    },
  ],
};

/** The four graphs of a machine. */
export const machineCharts: readonly Chart[] = [
  {
    key: 'cpu',
    title: 'CPU',
    panels: [
      { height: tall, lines: [area('cpu.usage', 'used', 'cpu'), area('cpu.steal', 'steal', 'steal')] },
    ],
  },
  {
    key: 'memory',
    title: 'Memory',
    panels: [
      {
        height: tall,
        lines: [
          area('memory.used', 'used in the guest', 'memory'),
          dash('memory.available', 'available in the guest', 'memory'),
          line('memory.host', 'on the host', 'onhost'),
          dash('balloon.current', 'balloon', 'limit'),
        ],
      },
    ],
  },
  network,
  disk,
];

export const hostCharts: readonly Chart[] = [
  {
    key: 'cpu',
    title: 'CPU',
    panels: [
      {
        height: tall,
        lines: [
          area('cpu.usage', 'used', 'cpu'),
          dash('cpu.guest', 'by guests', 'onhost'),
          line('cpu.iowait', 'waiting for disks', 'wait'),
          area('cpu.steal', 'steal', 'steal'),
        ],
      },
    ],
  },
  {
    key: 'memory',
    title: 'Memory',
    panels: [
      {
        height: tall,
        lines: [
          area('memory.used', 'used', 'memory'),
          dash('memory.available', 'available', 'memory'),
          line('memory.cache', 'cache', 'wait'),
          line('swap.used', 'swap used', 'steal'),
        ],
      },
    ],
  },
  network,
  disk,
  {
    key: 'pressure',
    title: 'Pressure: time tasks waited',
    panels: [
      {
        height: tall,
        lines: [
          line('pressure.cpu.some', 'for a processor', 'cpu'),
          line('pressure.memory.some', 'for memory', 'onhost'),
          line('pressure.io.some', 'for disks', 'wait'),
          dash('pressure.io.full', 'for disks, all tasks', 'wait'),
          dash('pressure.memory.full', 'for memory, all tasks', 'onhost'),
        ],
      },
    ],
  },
];

/** The CPU chart with one line per processor instead of the total. */
export function perProcessor(chart: Chart, names: Iterable<string>): Chart {
  const numbers = [...names].flatMap((name) => /^cpu\.(\d+)\.usage$/.exec(name)?.[1] ?? []).map(Number);
  const lines = numbers
    .toSorted((a, b) => a - b)
    .map((number) => line(`cpu.${number}.usage`, `CPU ${number}`, `cycle-${number % 8}`));
  return { ...chart, panels: [{ height: tall, lines }] };
}

export function linesOf(charts: readonly Chart[]): Line[] {
  return charts.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines));
}

/** Every metric the charts draw, as one request asks for them. */
export function metricsOf(charts: readonly Chart[]): string[] {
  return linesOf(charts).map(({ metric }) => metric);
}
