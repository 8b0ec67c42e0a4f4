import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Option } from './options.ts';

/** A row of a list below a field: what can be chosen, and how it looks. */
export interface Row extends Option {
  readonly content: JSX.Element;
}

interface Props {
  row: Row;
  id: string;
  isActive: boolean;
  choose: () => void;
}

/** A row; the one that Enter chooses is in sight. */
export function ListedRow({ row, id, isActive, choose }: Props): JSX.Element {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <li
      ref={item}
      role="option"
      id={id}
      aria-selected={isActive}
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={choose}
    >
      {row.content}
    </li>
  );
}
