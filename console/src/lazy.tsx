import { createElement, type ComponentType, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** A part of the console that is fetched when it is first shown; nothing is drawn until it is there. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props): JSX.Element | null {
    const [state, setState] = useState<'fetching' | 'there' | 'failed'>('fetching');
    useEffect(() => {
      if (loaded) return;
      void load()
        .then((part) => (loaded = part))
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
