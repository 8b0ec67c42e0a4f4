import { useEffect } from 'preact/hooks';
import { demo } from '../data/status.ts';

/** Names the page in the tab, where a name is given; demo numbers are marked there too. */
export function useTitle(page: string | undefined): void {
  const title = `${page} · virtscope${demo.value ? ' (demo)' : ''}`;
  useEffect(() => {
    if (page !== undefined) document.title = title;
  }, [title]);
}
