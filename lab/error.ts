/** What can go wrong in the lab; the code is stable, the message is a sentence for people. */
export type LabErrorCode =
  | 'LAB_REFUSED'
  | 'LAB_COMMAND_FAILED'
  | 'LAB_TIMEOUT'
  | 'LAB_GUEST_UNKNOWN'
  | 'LAB_HOST_UNKNOWN'
  | 'LAB_HOST_DOWN'
  | 'LAB_IMAGE';

/** The lab's only error: something on this machine did not do what the lab needs. */
export class LabError extends Error {
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.code = code;
  }
}
