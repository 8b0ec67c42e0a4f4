import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { skip, withConsole } from './harness.ts';
import { addressesOf, drawn, missingAddress } from './pages.ts';

/** What the keyboard is on. */
interface Stop {
  /** Its number; null where it was made since. */
  readonly control: number | null;
  readonly what: string;
  readonly hasName: boolean;
  readonly isSeen: boolean;
  readonly isMarked: boolean;
}

/** More than any page has; a walk that takes more is caught in a part of the page. */
const mostStops = 400;

describe('browser: keyboard', { skip }, () => {
  for (const width of [1280, 360]) {
    const context = { viewport: { width, height: 800 } };
    it(`reaches each control of each page, named and marked, at ${width} px`, async () => {
      await withConsole(
        async ({ page, url, program }) => {
          for (const path of await addressesOf(program)) {
            await page.goto(url + path);
            await page.locator(drawn).first().waitFor();
            await check(page, path);
          }
        },
        { context },
      );
    });

    it(`reaches each control where nothing is, named and marked, at ${width} px`, async () => {
      await withConsole(
        async ({ page, url }) => {
          await page.goto(url + missingAddress);
          await page.locator('.problem h1').waitFor();
          await check(page, missingAddress);
        },
        { context, expectErrors: true },
      );
    });
  }
});

async function check(page: Page, path: string): Promise<void> {
  // Values that arrive would make and remove controls under the walk.
  await page.keyboard.press('.');
  await isStill(page);
  const controls = await page.evaluate<string[]>(`(${number.toString()})()`);
  const stops = await walk(page);
  const wrong = stops.filter(({ hasName, isSeen, isMarked }) => !hasName || !isSeen || !isMarked);
  assert.deepEqual(wrong, [], path);
  const reached = new Set(stops.map(({ control }) => control));
  const missed = controls.filter((_, control) => !reached.has(control));
  assert.deepEqual(missed, [], path);
}

/** Waits until what was asked for before has been drawn: the page keeps its height for some frames. */
async function isStill(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    let [height, frames] = [0, 0];
    while (frames < 10) {
      await new Promise(requestAnimationFrame);
      const now = document.documentElement.scrollHeight;
      frames = now === height ? frames + 1 : 0;
      height = now;
    }
  })()`);
}

/** Walks by Tab from the start of the page to its end. */
async function walk(page: Page): Promise<Stop[]> {
  await page.evaluate('document.activeElement?.blur()');
  const stops: Stop[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<Stop | null>(`(${look.toString()})()`);
    if (stop === null || stops[0]?.what === stop.what) return stops;
    stops.push(stop);
    assert.ok(stops.length < mostStops, `caught at ${stop.what}`);
  }
}

// What follows runs in the page.
interface Control {
  readonly tabIndex: number;
  readonly disabled?: boolean;
  readonly type?: string;
  readonly title: string;
  readonly placeholder?: string;
  readonly textContent: string;
  readonly outerHTML: string;
  readonly labels?: Iterable<{ readonly textContent: string }>;
  checkVisibility(): boolean;
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
  getBoundingClientRect(): { readonly [side in 'width' | 'height' | 'top' | 'bottom']: number };
}
declare const document: {
  readonly activeElement: Control | null;
  readonly body: Control;
  readonly documentElement: { readonly clientHeight: number };
  querySelectorAll(selector: string): Iterable<Control>;
};
declare function getComputedStyle(
  element: Control,
): Readonly<Record<'outlineStyle' | 'outlineWidth' | 'boxShadow', string>>;

/** Numbers what Tab must reach: the elements that browsers stop at, of those that are shown. Of radio buttons one is a stop. */
function number(): string[] {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]');
  return [...all]
    .filter(({ tabIndex, disabled, type }) => tabIndex >= 0 && !disabled && type !== 'radio')
    .filter((element) => element.checkVisibility())
    .map((element, control) => {
      element.setAttribute('data-control', String(control));
      return element.outerHTML.slice(0, 160);
    });
}

/** Null once it has left the page. */
function look(): Stop | null {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const control = element.getAttribute('data-control');
  const box = element.getBoundingClientRect();
  const name = [element.getAttribute('aria-label'), element.title, element.textContent, element.placeholder, ...[...(element.labels ?? [])].map((label) => label.textContent)]; // prettier-ignore
  const labelled = element.getAttribute('aria-labelledby');
  const style = getComputedStyle(element);
  return {
    control: control === null ? null : Number(control),
    what: element.outerHTML.slice(0, 160),
    hasName: labelled !== null || name.some((text) => Boolean(text?.trim())),
    isSeen:
      box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < document.documentElement.clientHeight,
    isMarked:
      (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) ||
      style.boxShadow !== 'none',
  };
}
