import { lazy } from '../lazy.tsx';

// What is not needed for the first look comes when it is shown.
export const Details = lazy(async () => import('./entity/details.tsx'), 'Details');
export const CsvLink = lazy(async () => import('../charts/rows/csv-link.tsx'), 'CsvLink');
export const ChartTable = lazy(async () => import('../charts/rows/chart-table.tsx'), 'ChartTable');
export const CopyCurl = lazy(async () => import('./curl/copy-curl.tsx'), 'CopyCurl');
export const Problem = lazy(async () => import('./frame/problem.tsx'), 'Problem');
export const EventList = lazy(async () => import('../charts/events/event-list.tsx'), 'EventList');
export const GapList = lazy(async () => import('../charts/gaps/gap-list.tsx'), 'GapList');
export const ChartSummary = lazy(async () => import('../charts/summary/chart-summary.tsx'), 'ChartSummary');
export const RangePicker = lazy(async () => import('../charts/range-picker.tsx'), 'RangePicker');
export const UnmeasuredHost = lazy(async () => import('./entity/unmeasured-host.tsx'), 'UnmeasuredHost');
export const MachineFacts = lazy(async () => import('./entity/facts/machine-facts.tsx'), 'MachineFacts');
export const Connections = lazy(async () => import('./sources/connections.tsx'), 'Connections');
export const Banners = lazy(async () => import('./findings/banners.tsx'), 'Banners');
export const Services = lazy(async () => import('./services/services.tsx'), 'Services');
export const Capacity = lazy(async () => import('./capacity/capacity.tsx'), 'Capacity');
