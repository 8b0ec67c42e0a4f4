import { effect, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Gap } from '../columns.ts';
import { shownUnit } from '../format.ts';
import { colours } from '../theme.ts';
import { zoomTo } from '../window.ts';
import { aligned } from './aligned.ts';
import { drawBands } from './bands.ts';
import { cursor } from './cursor.ts';
import { spanOf, type Drawn } from './drawn.ts';
import { drawMarks } from './draw-marks.ts';
import { extentOf } from './extent.ts';
import { drawGaps } from './gap-bands.ts';
import { hiddenLines } from './hidden-lines.ts';
import { optionsFor } from './options.ts';
import { panByPointer, zoomByWheel } from './pointer.ts';
import { factor } from './scale.ts';
import { watchPlace } from './size.ts';
import { keyOf, type Panel } from './specs.ts';

interface Props {
  view: Drawn;
  panel: Panel;
  /** The uppermost panel names what happened, the lowest writes the time. */
  first: boolean;
  showTime: boolean;
  gaps: () => readonly Gap[];
}

/** One uPlot, kept for the life of the panel: live rows, theme, size and cursor are put into it, not around it. */
export function Plot({ view, panel, first, showTime, gaps }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    return element ? mount(element, { view, panel, first, showTime, gaps }) : undefined;
  }, [view, panel, first, showTime]);
  return <div class="plot" ref={place} />;
}

/** Makes the plot when its width is known; it rests while it is out of sight. */
function mount(element: HTMLElement, props: Props): () => void {
  const visible = signal(false);
  let plot: uPlot | null = null;
  let stop = (): void => {};
  const unwatch = watchPlace(element, (width, inSight) => {
    visible.value = inSight;
    if (!plot) {
      plot = draw(element, width, props);
      stop = follow(plot, props, visible);
    } else if (width !== plot.width) plot.setSize({ width, height: plot.height });
  });
  return () => {
    unwatch();
    stop();
    plot?.destroy();
  };
}

function draw(element: HTMLElement, width: number, { view, panel, first, showTime, gaps }: Props): uPlot {
  const unit = shownUnit(panel.lines[0]?.metric ?? '');
  const scale = factor(unit);
  const options = optionsFor(panel, {
    width,
    unit,
    showTime,
    span: () => spanOf(view),
    extent: () => extentOf(view, panel, scale),
    beforeLines: (plot) => {
      drawGaps(plot, gaps());
      drawBands(plot, view, panel.lines, scale);
    },
    afterLines: (plot) => drawMarks(plot, view.marks, first),
    selected: zoomTo,
  });
  const plot = new uPlot(options, [[], ...panel.lines.map(() => [])], element);
  zoomByWheel(plot);
  panByPointer(plot);
  return plot;
}

/** Puts into the plot what changes. */
function follow(plot: uPlot, { view, panel }: Props, visible: { value: boolean }): () => void {
  const scale = factor(shownUnit(panel.lines[0]?.metric ?? ''));
  let hovered = false;
  plot.over.addEventListener('mouseenter', () => (hovered = true));
  plot.over.addEventListener('mouseleave', () => {
    hovered = false;
    cursor.value = null;
  });
  plot.over.addEventListener('mousemove', () => {
    const row = plot.cursor.idx;
    cursor.value = row === null || row === undefined ? null : (plot.data[0][row] ?? null);
  });
  const showCursor = (): void => {
    const instant = cursor.value;
    if (hovered || !visible.value) return;
    const left = instant === null ? -10 : plot.valToPos(instant, 'x');
    plot.setCursor({ left, top: instant === null ? -10 : 0 }, false);
  };
  const stops = [
    effect(() => {
      if (!visible.value) return;
      panel.lines.forEach((line, index) => {
        const show = !hiddenLines.value.has(keyOf(line));
        if (plot.series[index + 1]?.show !== show) plot.setSeries(index + 1, { show }, false);
      });
    }),
    effect(() => {
      if (!visible.value || !view.columns) return;
      plot.setData(aligned(view.columns, panel.lines, scale));
      showCursor();
    }),
    effect(showCursor),
    effect(() => {
      if (colours.value > 0 && view.marks && visible.value) plot.redraw(false);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
