const buffer = new DataView(new ArrayBuffer(4));

/** The bits of the float16 nearest to a number, ties to even. Engines get `Float16Array` only now. */
export function halfBits(value: number): number {
  buffer.setFloat32(0, value);
  const bits = buffer.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  // From here on the nearest float16 is infinite.
  if (magnitude >= 65520) return sign | 0x7c00;
  // Below the smallest normal number the steps are 2⁻²⁴; from there on, 1024 in each power of two.
  const exponent = magnitude < 2 ** -14 ? -14 : Math.floor(Math.log2(magnitude));
  const steps = toEven(magnitude / 2 ** (exponent - 10));
  // A sum, as rounding up may reach the next power of two.
  return sign | (magnitude < 2 ** -14 ? steps : (exponent + 15) * 1024 + (steps - 1024));
}

/** The float16 whose bits these are. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function toEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 === 1) ? low + 1 : low;
}
