/** A longer copy, so that it has the place `at`; at least twice as long, so that few copies are made. */
export function widened(
  numbers: Int32Array,
  at = 0,
  /** Stands in the places that are new. */
  empty = 0,
): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(Math.max(at + 1, numbers.length * 2)).fill(empty, numbers.length);
  wider.set(numbers);
  return wider;
}
