import { halfBits, halfValue } from '../onnx/half';

/** Every browser that the extension runs in has `Float16Array`; Node, which the tool and tests run in, may not. */
const hasHalfArrays = typeof Float16Array !== 'undefined';

/** The bits of the float16 numbers nearest to `values`. */
export function toHalf(values: Float32Array): Uint16Array {
  return hasHalfArrays ? new Uint16Array(new Float16Array(values).buffer) : Uint16Array.from(values, halfBits);
}

/** The numbers of a float16 tensor's data, in either form that onnxruntime gives; `undefined` of another. */
export function fromHalf(data: unknown): Float32Array | undefined {
  if (data instanceof Uint16Array) {
    const { buffer, byteOffset, length } = data;
    return hasHalfArrays ? new Float32Array(new Float16Array(buffer, byteOffset, length)) : Float32Array.from(data, halfValue);
  }
  return hasHalfArrays && data instanceof Float16Array ? new Float32Array(data) : undefined;
}
