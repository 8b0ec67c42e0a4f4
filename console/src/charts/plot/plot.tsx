import { effect, untracked, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Columns, Gap } from '../../data/columns.ts';
import { shownUnit } from '../../format/format.ts';
import { zone } from '../../format/zone.ts';
import { colours } from '../../view/theme.ts';
import { zoomTo } from '../../view/window.ts';
import { aligned } from './aligned.ts';
import { drawBands } from './bands.ts';
import { cursor } from '../cursor.ts';
import { spanOf, type Drawn } from '../drawn.ts';
import { drawEndLabels } from './end-labels.ts';
import { drawMarks } from './draw-marks.ts';
import { extentOf } from './extent.ts';
import { drawGaps } from './gap-bands.ts';
import { hiddenLines } from '../legend/hidden-lines.ts';
import { optionsFor } from './options.ts';
import { panByPointer, zoomByWheel } from './pointer.ts';
import { factor } from './scale.ts';
import { selectByPointer } from './select.ts';
import { watchWidth } from './size.ts';
import { keyOf, type Panel } from '../specs.ts';

interface Props {
  view: ReadonlySignal<Drawn>;
  inSight: ReadonlySignal<boolean>;
  panel: Panel;
  /** The uppermost panel names what happened, the lowest writes the time. */
  first: boolean;
  showTime: boolean;
  gaps: () => readonly Gap[];
}

/** One uPlot, kept for the life of the panel: live rows, theme, size and cursor are put into it, not around it. */
export function Plot(props: Props): JSX.Element {
  const { view, panel, first, showTime } = props;
  const place = useRef<HTMLDivElement>(null);
  const unit = shownUnit(panel.lines[0]?.metric ?? '');
  useLayoutEffect(() => {
    const element = place.current;
    return element ? mount(element, props) : undefined;
  }, [view, panel, first, showTime, unit]);
  return <div class="plot" ref={place} />;
}

/** Makes the plot when its width is known. */
function mount(element: HTMLElement, props: Props): () => void {
  let plot: uPlot | null = null;
  let stop = (): void => {};
  const unwatch = watchWidth(element, (width) => {
    if (!plot) {
      plot = draw(element, width, props);
      stop = follow(plot, props);
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
    span: () => spanOf(view.value),
    extent: () => {
      const [low, high] = extentOf(view.value, panel, scale);
      const [least, most] = panel.overlay?.reach(view.value) ?? [0, 0];
      return [Math.min(low, least * scale), Math.max(high, most * scale)];
    },
    beforeLines: (plot) => {
      drawGaps(plot, gaps(), view.value.source);
      drawBands(plot, view.value, panel.lines, scale);
    },
    afterLines: (plot) => {
      drawMarks(plot, view.value.marks, first);
      drawEndLabels(plot, view.value, panel.lines, scale);
      panel.overlay?.draw(plot, view.value, scale);
    },
  });
  const plot = new uPlot(options, [[], ...panel.lines.map(() => [])], element);
  zoomByWheel(plot);
  panByPointer(plot);
  selectByPointer(plot, zoomTo);
  return plot;
}

/** Puts into the plot what changes; out of sight it rests, and costs the browser nothing. */
function follow(plot: uPlot, { view, panel, inSight }: Props): () => void {
  const scale = factor(shownUnit(panel.lines[0]?.metric ?? ''));
  const showCursor = (): void => {
    const instant = inSight.value ? cursor.value : null;
    plot.over.classList.toggle('at-cursor', instant !== null);
    // A background, not an element: that is a layer less for each of sixty charts.
    if (instant !== null) plot.over.style.backgroundPositionX = `${plot.valToPos(instant, 'x').toFixed(1)}px`;
  };
  const redraw = (columns: Columns): void => {
    plot.batch(() => {
      panel.lines.forEach((line, index) => {
        const show = !hiddenLines.value.has(keyOf(line));
        if (plot.series[index + 1]?.show !== show) plot.setSeries(index + 1, { show }, false);
      });
      plot.setData(aligned(columns, panel.lines, scale));
    });
    showCursor();
  };
  const stops = [
    effect(() => {
      const { columns } = view.value;
      const followed = colours.value > 0 && hiddenLines.value && zone.value;
      if (inSight.value && columns && followed) untracked(() => redraw(columns));
    }),
    effect(showCursor),
    effect(() => void (plot.ctx.canvas.style.visibility = inSight.value ? '' : 'hidden')),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
