import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from '../program.ts';
import { idOf, skip, withConsole } from './harness.ts';

/** A text that was drawn on a canvas, in its pixels. */
interface Drawn {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
  width: number;
  height: number;
}

/** Keeps the texts of each canvas since it was cleared last. */
const record = `
  const drawn = new Map();
  window.drawnTexts = (chart) => [...document.querySelectorAll('[data-chart=' + chart + '] canvas')].flatMap((c) => drawn.get(c) ?? []);
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    drawn.set(this.canvas, []);
    return clearRect.apply(this, box);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { actualBoundingBoxLeft: l, actualBoundingBoxRight: r, actualBoundingBoxAscent: a, actualBoundingBoxDescent: d } = this.measureText(text);
    const { e, f } = this.getTransform();
    const { width, height } = this.canvas;
    if (text !== '') drawn.get(this.canvas)?.push({ text, left: e + x - l, right: e + x + r, top: f + y - a, bottom: f + y + d, width, height });
    return fillText.call(this, text, x, y);
  };`;

describe('browser: axes', { skip }, () => {
  for (const width of [360, 720, 1440]) {
    it(`label both halves of a mirrored chart and clip nothing, ${width} px wide`, async () => {
      await withConsole(
        async ({ page, url, program, screenshot }) => {
          await page.addInitScript(record);
          await page.goto(`${url}/metrics/VM/${await idOf(program, 'web-01')}`);
          for (const [chart, above, below] of [
            ['net', 'received', 'sent'],
            ['disk', 'read', 'written'],
          ] as const) {
            await page.locator(`[data-chart=${chart}]`).scrollIntoViewIfNeeded();
            const drawn = await eventually(
              () => page.evaluate<Drawn[]>(`drawnTexts('${chart}')`),
              (texts) =>
                texts.some(({ text }) => /^0\sB?b?\/s$/.test(text)) &&
                texts.some(({ text }) => text === below),
              10,
              `labels of ${chart}`,
            );
            for (const { text, left, right, top, bottom, ...canvas } of drawn) {
              const inside = left >= 0 && top >= 0 && right <= canvas.width && bottom <= canvas.height;
              assert.ok(inside, `${text}: ${JSON.stringify({ left, right, top, bottom, ...canvas })}`);
            }
            const zero = drawn.find(({ text }) => /^0\s[Bb]\/s$/.test(text));
            const units = drawn.filter(({ text }) => /^\d.*[Bb]\/s$/.test(text) && !text.startsWith('0'));
            assert.ok(zero && units.some(({ top }) => top < zero.top), JSON.stringify(units));
            assert.ok(units.some(({ top, height }) => top > zero.top && height === zero.height));
            assert.ok(units.every(({ text }) => !text.startsWith('-')));
            const named = (name: string): Drawn | undefined => drawn.find(({ text }) => text === name);
            assert.ok((named(above)?.bottom ?? Infinity) < (named(below)?.top ?? -Infinity));
            const times = drawn
              .filter(({ text }) => /^\d\d:\d\d(:\d\d)?$/.test(text))
              .toSorted((a, b) => a.left - b.left);
            times.forEach((time, place) =>
              assert.ok(place === 0 || (times[place - 1]?.right ?? 0) < time.left),
            );
          }
          await screenshot(`axes-${width}`);
        },
        { context: { viewport: { width, height: 800 }, timezoneId: 'Asia/Kolkata' } },
      );
    });
  }
});
