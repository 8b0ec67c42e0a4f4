/**
 * How our series are called in Prometheus, the same in a scrape and in remote write.
 *
 * @module
 */
export { exporterSeries, exporterValue, type ExporterSeries, type ExporterSubject } from './exporter.ts';
export { entityLabels, escapeLabel, labelName, labelText, labelValue, type Label } from './labels.ts';
export { familiesOf, placesOf, sampleName, type Family, type SampleName } from './names.ts';
export { stateFamiliesOf, type StateFamily } from './state.ts';
