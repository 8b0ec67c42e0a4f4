import { lazy } from '../lazy.tsx';

// What is not needed for the first look comes when it is shown.
export const Details = lazy(async () => (await import('./entity/details.tsx')).Details);
export const Help = lazy(async () => (await import('./frame/help.tsx')).Help);
export const CsvLink = lazy(async () => (await import('../charts/rows/csv-link.tsx')).CsvLink);
export const ChartTable = lazy(async () => (await import('../charts/rows/chart-table.tsx')).ChartTable);
export const IgnoredParameters = lazy(async () => (await import('./frame/ignored.tsx')).IgnoredParameters);
export const Problem = lazy(async () => (await import('./frame/problem.tsx')).Problem);
export const EventList = lazy(async () => (await import('../charts/event-list.tsx')).EventList);
export const GapList = lazy(async () => (await import('../charts/gaps/gap-list.tsx')).GapList);
export const ChartSummary = lazy(
  async () => (await import('../charts/summary/chart-summary.tsx')).ChartSummary,
);
