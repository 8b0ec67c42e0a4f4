/**
 * How one VM's record becomes values: a short list of steps made when the VM's devices are first seen, and run on
 * every record after that without allocating. Rates come first, what is derived from them after.
 */
export interface Program {
  readonly gauges: readonly GaugeStep[];
  readonly rates: readonly RateStep[];
  readonly sums: readonly SumStep[];
  readonly ratios: readonly RatioStep[];
}

/** value = field × scale; above the ceiling it cannot be (model/unit.ts), as in all steps. */
export interface GaugeStep {
  readonly field: number;
  readonly slot: number;
  readonly scale: number;
  readonly ceiling: number;
}

/** value = growth of a counter per second × scale, at most `max`; slot −1: only sums and ratios want it. */
export interface RateStep {
  readonly field: number;
  readonly counter: number;
  readonly slot: number;
  readonly scale: number;
  readonly max: number;
  readonly ceiling: number;
}

/**
 * value = sum of rates × scale, unknown as soon as one of them is.
 *
 * Of devices the sum is over those that report: a counter that the hypervisor does not have (a multicast interface, a
 * vhost-user disk, an interface without a name on the host) takes no part, and the VM's labels name its device
 * (labels.ts). A counter that is unknown for any other reason makes the sum unknown. Where no device reports the sum
 * is not reported.
 */
export interface SumStep {
  readonly counters: readonly number[];
  readonly slot: number;
  readonly scale: number;
  readonly max: number;
  readonly ceiling: number;
  readonly ofDevices: boolean;
}

/**
 * value = sum of some rates ÷ sum of others × scale: mean latency = time spent ÷ requests done. Over the devices that
 * report both, which stand at the same place of the two lists.
 */
export interface RatioStep {
  readonly over: readonly number[];
  readonly under: readonly number[];
  readonly slot: number;
  readonly scale: number;
  readonly ceiling: number;
}
