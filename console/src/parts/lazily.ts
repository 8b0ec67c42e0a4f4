import { lazy } from '../lazy.tsx';

// What is not needed for the first look comes when it is shown.
export const Details = lazy(async () => (await import('./details.tsx')).Details);
export const Help = lazy(async () => (await import('./help.tsx')).Help);
export const CsvLink = lazy(async () => (await import('../charts/csv-link.tsx')).CsvLink);
export const ChartTable = lazy(async () => (await import('../charts/chart-table.tsx')).ChartTable);
export const IgnoredParameters = lazy(async () => (await import('./ignored.tsx')).IgnoredParameters);
export const Problem = lazy(async () => (await import('./problem.tsx')).Problem);
export const EventList = lazy(async () => (await import('../charts/event-list.tsx')).EventList);
export const GapList = lazy(async () => (await import('../charts/gap-list.tsx')).GapList);
export const ChartSummary = lazy(async () => (await import('../charts/chart-summary.tsx')).ChartSummary);
