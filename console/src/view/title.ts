import { useEffect } from 'preact/hooks';
import { demo } from '../data/status.ts';

/** Names the page in the tab; demo numbers are marked there too. */
export function useTitle(page: string): void {
  const title = `${page} · virtscope${demo.value ? ' (demo)' : ''}`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
