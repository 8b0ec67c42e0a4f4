import type { App } from '../context.ts';

/**
 * Which methods each address takes: so that a wrong method at a right address is told from a wrong address. The
 * framework alone says "not found" to both.
 */
export class Allowed {
  readonly #patterns: { matcher: RegExp; method: string }[] = [];

  /** Must be called before the routes are added. */
  constructor(app: App) {
    app.addHook('onRoute', ({ url, method }) => {
      if (url.includes('*')) return;
      const matcher = new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:[a-z]+/gi, '[^/]+')}$`);
      for (const one of [method].flat()) this.#patterns.push({ matcher, method: one });
    });
  }

  methods(url: string): string[] {
    const path = url.split('?', 1)[0] as string;
    const found = this.#patterns.filter(({ matcher }) => matcher.test(path));
    return [...new Set(found.map(({ method }) => method))];
  }
}
