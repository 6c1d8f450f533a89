/**
 * Takes away what stands alone and is small, and fills what is missing alone and is small: parts of either that hang together
 * by their sides and have fewer values than `least`.
 *
 * @param values 0–1, row by row; at least a half counts as covered. Changed in place.
 */
export function removeSpecks(values: Float32Array, width: number, least: number): void {
  const height = values.length / width;
  const isKnown = new Uint8Array(values.length);
  const part = new Int32Array(values.length);
  for (let start = 0; start < values.length; start++) {
    if (isKnown[start]) continue;
    const isCovered = (values[start] ?? 0) >= 0.5;
    let count = 0;
    const take = (at: number): void => {
      if (isKnown[at] || (values[at] ?? 0) >= 0.5 !== isCovered) return;
      isKnown[at] = 1;
      part[count++] = at;
    };
    take(start);
    for (let next = 0; next < count; next++) {
      const at = part[next] ?? 0;
      const x = at % width;
      if (x > 0) take(at - 1);
      if (x < width - 1) take(at + 1);
      if (at >= width) take(at - width);
      if (at < width * (height - 1)) take(at + width);
    }
    if (count < least) for (let i = 0; i < count; i++) values[part[i] ?? 0] = isCovered ? 0 : 1;
  }
}
