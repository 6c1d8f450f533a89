/** As numpy and torch do these, to the bit: a rounding may decide about a timestep. */

/** `count` numbers from `start` to `stop`, both included; of one number it is `start`. */
export function linspace(start: number, stop: number, count: number): number[] {
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, index) => {
    return index > 0 && index === count - 1 ? stop : start + (count === 1 ? 0 : index * step);
  });
}

/** The same in float32, as torch has it: from both ends to the middle, each multiple of the step rounded once. */
export function torchLinspace(start: number, stop: number, count: number): Float32Array {
  const [from, to] = [Math.fround(start), Math.fround(stop)];
  const step = Math.fround(Math.fround(to - from) / (count - 1));
  return Float32Array.from({ length: count }, (_, index) =>
    index < Math.floor(count / 2) ? from + step * index : to - step * (count - 1 - index),
  );
}

/** The whole number nearest to `value`, of two the even one. */
export function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
}

/** What `table` has at `position`, in between along a straight line; beyond its ends, what it has there. */
export function interpolate(table: ArrayLike<number>, position: number): number {
  const last = table.length - 1;
  if (position >= last) return at(table, last);
  if (position <= 0) return at(table, 0);
  const low = Math.floor(position);
  const slope = at(table, low + 1) - at(table, low);
  return slope * (position - low) + at(table, low);
}

/** What is at `index`, where there has to be something. */
export function at<Value>(table: ArrayLike<Value>, index: number): Value {
  const value = table[index];
  if (value === undefined) throw new RangeError(`nothing at ${index} of ${table.length}`);
  return value;
}
