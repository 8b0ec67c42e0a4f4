import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Gap } from '../columns.ts';
import type { EntityView } from '../entity.ts';
import { shownUnit } from '../format.ts';
import { colours } from '../theme.ts';
import { spanAt, zoomTo } from '../window.ts';
import { aligned } from './aligned.ts';
import { cursor } from './cursor.ts';
import { drawGaps } from './gap-bands.ts';
import { optionsFor } from './options.ts';
import { factor } from './scale.ts';
import type { Panel } from './specs.ts';

interface Props {
  view: EntityView;
  panel: Panel;
  showTime: boolean;
  /** Asked anew at every drawing. */
  gaps: () => readonly Gap[];
}

/** One uPlot, kept for the life of the panel: live rows, theme, size and cursor are put into it, not around it. */
export function Plot({ view, panel, showTime, gaps }: Props): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = place.current;
    return element ? mount(element, view, panel, showTime, gaps) : undefined;
  }, [view, panel, showTime]);
  return <div class="plot" ref={place} />;
}

function mount(
  element: HTMLElement,
  view: EntityView,
  panel: Panel,
  showTime: boolean,
  gaps: () => readonly Gap[],
): () => void {
  const unit = shownUnit(panel.lines[0]?.metric ?? '');
  const data = (): uPlot.AlignedData =>
    view.columns ? aligned(view.columns, panel.lines, factor(unit)) : [[], ...panel.lines.map(() => [])];
  let hovered = false;
  const options = optionsFor(panel, {
    width: element.clientWidth,
    unit,
    showTime,
    span: () => spanAt(view.columns?.times.at(-1) ?? 0),
    beforeLines: (plot) => drawGaps(plot, gaps()),
    moved: (plot) => {
      const row = plot.cursor.idx;
      if (hovered) cursor.value = row === null || row === undefined ? null : (plot.data[0][row] ?? null);
    },
    selected: zoomTo,
  });
  const plot = new uPlot(options, data(), element);
  plot.over.addEventListener('mouseenter', () => (hovered = true));
  plot.over.addEventListener('mouseleave', () => {
    hovered = false;
    cursor.value = null;
  });
  const follow = (): void => {
    const instant = cursor.value;
    if (hovered) return;
    const left = instant === null ? -10 : plot.valToPos(instant, 'x');
    plot.setCursor({ left, top: instant === null ? -10 : 0 }, false);
  };
  const stops = [
    effect(() => {
      plot.setData(data());
      follow();
    }),
    effect(follow),
    effect(() => {
      if (colours.value > 0) plot.redraw(false);
    }),
  ];
  const resized = new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: plot.height });
  });
  resized.observe(element);
  return () => {
    resized.disconnect();
    for (const stop of stops) stop();
    plot.destroy();
  };
}
