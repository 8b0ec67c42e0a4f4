import { createElement, type FunctionComponent, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of the console, fetched by the name its module exports when it is first shown; nothing is drawn before. */
export function lazy<Name extends string, Props extends object>(
  load: () => Promise<Readonly<Record<Name, FunctionComponent<Props>>>>,
  name: Name,
): FunctionComponent<Props> {
  let loaded: FunctionComponent<Props> | null = null;
  return function Lazy(props: Props): JSX.Element | null {
    const [state, setState] = useState<'fetching' | 'there' | 'failed'>('fetching');
    useEffect(() => {
      if (loaded) return;
      void load()
        .then((module) => (loaded = module[name]))
        .then(
          () => setState('there'),
          () => setState('failed'),
        );
    }, []);
    if (loaded) return createElement(loaded, props);
    if (state !== 'failed') return null;
    return (
      <p class="note" role="alert">
        Cannot fetch this page: virtscope is away or was renewed. Reload to try again.
      </p>
    );
  };
}
