/** What a daemon reports of its host. */
export interface HostReport {
  /** Null where it has none, or none that is unique. */
  readonly uuid: string | null;
  readonly hostname: string;
}

/** The id of a host, and whose it is. */
export interface HostClaim {
  readonly id: string;
  /** Whether another source reads the machine itself and reports it. */
  readonly isReported: boolean;
  /** Name of another host that reports the same UUID; null where there is none. */
  readonly duplicateOf: string | null;
}

/** Gives the host that a source reads its id. */
export type ClaimHost = (source: string, report: HostReport) => HostClaim;
