/** A step, an archive or a data source is defined in a way that can have no rows. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code: 'STEP_INVALID' | 'ARCHIVE_INVALID' | 'SOURCE_INVALID' | 'TIME_INVALID';

  constructor(code: DefinitionError['code'], thing: string, state: string) {
    super(`Cannot define ${thing}: ${state}`);
    this.code = code;
  }
}

/** An update is not one value a series at a time in whole milliseconds; nothing of it was stored. */
export class UpdateError extends Error {
  override readonly name = 'UpdateError';
  readonly code: 'TIME_INVALID' | 'WIDTH_MISMATCH';

  constructor(code: UpdateError['code'], state: string) {
    super(`Cannot update database: ${state}`);
    this.code = code;
  }
}

/** A database cannot be written in a format that has no room for what it holds. */
export class DumpError extends Error {
  override readonly name = 'DumpError';
  readonly code = 'STEP_NOT_SECONDS';

  constructor(state: string) {
    super(`Cannot dump database: ${state}`);
  }
}

/** A text is not an rrd dump, version 0003, in XML or XAPI's JSON, or larger than the caller allows. */
export class DumpReadError extends Error {
  override readonly name = 'DumpReadError';
  readonly code: 'DUMP_INVALID' | 'DUMP_TOO_LARGE';

  constructor(code: DumpReadError['code'], state: string) {
    super(`Cannot read rrd dump: ${state}`);
    this.code = code;
  }
}

/** A text is not an xport of rrdtool or XAPI, or larger than the caller allows. */
export class XportReadError extends Error {
  override readonly name = 'XportReadError';
  readonly code: 'XPORT_INVALID' | 'XPORT_TOO_LARGE';

  constructor(code: XportReadError['code'], state: string) {
    super(`Cannot read xport: ${state}`);
    this.code = code;
  }
}

/** A saved state is not one, is damaged, is of a later version, or of points of another length. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly code: 'STATE_CORRUPT' | 'STATE_NEWER' | 'STATE_OTHER_STEP';

  constructor(code: StateError['code'], state: string) {
    super(`Cannot restore open rows: ${state}`);
    this.code = code;
  }
}

/** The bytes of a chunk are not one of that many columns and rows, or are damaged. */
export class ChunkError extends Error {
  override readonly name = 'ChunkError';
  readonly code = 'CHUNK_CORRUPT';

  constructor(state: string, options?: ErrorOptions) {
    super(`Cannot decode chunk: ${state}`, options);
  }
}

/** A directory is used by another process that lives. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
  readonly code = 'LOCKED';

  constructor(path: string, pid: number | null) {
    super(`Cannot lock '${path}': ${pid === null ? 'another process' : `process ${pid}`} holds it`);
  }
}

/** A directory or a file is no durable database, is damaged, belongs to another, or was written by a later version; it was not changed. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  readonly code: 'FORMAT_NEWER' | 'FORMAT_INVALID' | 'FORMAT_FOREIGN';

  constructor(code: FormatError['code'], path: string, state: string) {
    super(`Cannot read '${path}': ${state}`);
    this.code = code;
  }
}
