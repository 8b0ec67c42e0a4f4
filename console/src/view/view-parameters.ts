/** What a reader chose for the charts; it goes along from page to page. */
export const viewParameters = ['window', 'from', 'to', 'table', 'cpus', 'hide', 'tz'] as const;
