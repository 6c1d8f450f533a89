/**
 * Gives the memory of an array back at once; the array is empty from then on. Left to the collector,
 * arrays of megabytes pile up, because it hears late of what lies outside its own heap. Where the
 * platform cannot do it (Node 20), the collector does.
 */
export function release(array: Float32Array | Uint8ClampedArray | Uint8Array): void {
  const { buffer } = array;
  if (buffer instanceof ArrayBuffer && 'transfer' in buffer) buffer.transfer(0);
}
