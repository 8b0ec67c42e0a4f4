import type { HistoryState } from '../../../../src/api/wire/status.ts';
import { ended } from '../../format/ended.ts';
import type { Finding } from './findings.ts';

/** Why history cannot be kept, in plain words; the system's message follows. */
const hindered: Readonly<Record<string, string>> = {
  'disk-full': 'Its disk is full',
  'read-only': 'Its directory cannot be written to',
  failing: 'It cannot be written',
  'clock-behind':
    'The clock is behind; rows are kept again when it is right, or after a minute if it stays as it is',
};

/** The problem with the keeping of history and its effect; none where history is kept. */
export function historyFindings(history: HistoryState | undefined): Finding[] {
  if (!history?.condition) return [];
  const { condition, pendingRows, droppedRows } = history;
  const { kind, reason, since } = condition;
  const sentences = [
    hindered[kind] ?? kind.replaceAll('-', ' '),
    reason,
    !history.kept && 'What is shown is in memory only and ends with this run of virtscope',
    pendingRows > 0 && `Rows that wait in memory: ${pendingRows}`,
    droppedRows > 0 && `Rows lost: ${droppedRows}`,
  ];
  const text = sentences.flatMap((sentence) => (sentence ? ended(sentence) : [])).join(' ');
  return [{ light: kind === 'clock-behind' ? 'amber' : 'red', subject: 'History', uri: null, text, since }];
}
