import fc from 'fast-check';
import { expect, it } from 'vitest';
import { halfBits, halfValue } from '../../../models/onnx/half';
import { concat, delimited, integer, WireReader } from '../../../models/onnx/wire';

it('reads the numbers that it writes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.maxSafeInteger(), async (value) => {
      const reader = new WireReader(new Blob([integer(5, value)]));
      const fields = [];
      for await (const field of reader.fields(0, reader.size)) fields.push(field);
      expect(fields).toMatchObject([{ number: 5, wire: 0 }]);
      // Negative ones pass through 64 bits, of which a double holds 53.
      expect(Math.abs((fields[0]?.value ?? NaN) - value)).toBeLessThanOrEqual(value < 0 ? 2048 : 0);
    }),
  );
});

it('jumps over payloads, whatever lies at the border of what was read', async () => {
  for (const length of [0, 1, 65_500, 65_530, 65_535, 65_536, 65_540, 200_000]) {
    const bytes = concat(delimited(1, new Uint8Array(length).fill(255)), delimited(2, 'end'));
    let read = 0;
    const blob = new Blob([bytes]);
    const slice = blob.slice.bind(blob);
    blob.slice = (from, to) => {
      const part = slice(from, to);
      read += part.size;
      return part;
    };
    const reader = new WireReader(blob);
    const texts: string[] = [];
    for await (const field of reader.fields(0, reader.size)) if (field.number === 2) texts.push(await reader.text(field));
    expect(texts).toEqual(['end']);
    expect(read).toBeLessThanOrEqual(2 * 65_536);
  }
});

it('makes float16 as IEEE 754 says, and back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfValue(bits);
    if (!Number.isNaN(value)) expect(halfBits(value)).toBe(bits);
  }
  // Between two neighbours: the even one. Beyond the last: infinite.
  expect([1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519.99, 65520, 2 ** -25, 2 ** -24 * 0.51].map(halfBits)).toEqual([0x3c00, 0x3c02, 0x7bff, 0x7c00, 0, 1]);
  expect(halfValue(halfBits(NaN))).toBeNaN();
});
