import {
  errorPayload,
  eventKind,
  events,
  FRAME_STATUS,
  FRAME_TYPE,
  procedureName,
  procedures,
  PROGRAM,
  type Codec,
  type Frame,
} from '../../../packages/libvirt/src/wire.ts';

/** The codec of a frame's payload by its header, or null where there is none. */
export function frameCodec(frame: Frame): Codec<unknown> | null {
  if (frame.program === PROGRAM.keepalive) return null;
  if (frame.status === FRAME_STATUS.error) return errorPayload;
  if (frame.type === FRAME_TYPE.message) {
    const kind = eventKind(frame.procedure);
    return kind && events[kind].payload;
  }
  const name = procedureName(frame.program, frame.procedure);
  if (name === null) return null;
  return frame.type === FRAME_TYPE.call ? procedures[name].args : procedures[name].reply;
}
