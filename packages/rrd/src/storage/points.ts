import { capacityFor, resized } from '../capacity.ts';

/** The points of one step, copied into memory that is used again for the next. */
export class Points {
  values: Float64Array = new Float64Array();
  /** 0 beside known ones. */
  reasons: Uint8Array = new Uint8Array();

  /** Takes the first `width`; those of `idle` columns are unknown whatever is given, and so are those behind. */
  copy(values: Float64Array, reasons: Uint8Array, width: number, idle: Uint8Array): void {
    if (this.values.length < width) {
      this.values = new Float64Array(capacityFor(width));
      this.reasons = new Uint8Array(capacityFor(width));
    }
    const [points, why] = [this.values, this.reasons];
    for (let i = 0; i < width; i += 1) {
      const value = idle[i] === 0 ? values[i]! : NaN;
      points[i] = value;
      why[i] = value === value || idle[i] === 1 ? 0 : reasons[i]!;
    }
    points.fill(NaN, width);
    why.fill(0, width);
  }

  /** Makes them as many as `width` at least. */
  widen(width: number): void {
    if (this.values.length >= width) return;
    const { length } = this.values;
    this.values = resized(this.values, new Float64Array(width)).fill(NaN, length);
    this.reasons = resized(this.reasons, new Uint8Array(width));
  }
}
