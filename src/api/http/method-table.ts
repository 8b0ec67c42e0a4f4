/**
 * Which methods each address takes: so that a wrong method at a right address is distinguished from a wrong address. The
 * framework alone answers "not found" to both.
 */
export class MethodTable {
  readonly #rows: readonly { readonly shape: RegExp; readonly methods: readonly string[] }[];

  constructor(routes: readonly { readonly method: string; readonly path: string }[]) {
    this.#rows = routes.map(({ method, path }) => {
      const source = path.replaceAll('.', '\\.').replaceAll(/:[a-z]+/gi, '[^/]+');
      return { shape: new RegExp(`^${source}$`), methods: method === 'GET' ? ['GET', 'HEAD'] : [method] };
    });
  }

  methods(url: string): string[] {
    const path = url.split('?', 1)[0] as string;
    return [...new Set(this.#rows.filter(({ shape }) => shape.test(path)).flatMap(({ methods }) => methods))];
  }
}
