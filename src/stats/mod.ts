/**
 * Bulk statistics (origin 001) written down: as a hierarchy in JSON, flat in JSON, or in the XML of the proposal.
 *
 * @module
 */
export { statsChunks, statsFormats, type StatsFormat } from './stream.ts';
