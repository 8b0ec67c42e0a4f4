export { createProgram, type ProgramOptions } from './program.ts';
