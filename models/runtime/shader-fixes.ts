import { z } from '../../messages/zod';

/**
 * Firefox's shader compiler does not know how to index `bitcast<vec2<f16>>(x)`, which onnxruntime
 * writes for Clip and Pad in float16 (seen in Firefox 153). The same value by way of
 * `unpack2x16float` is accepted. Must run before onnxruntime makes its device.
 *
 * To be removed when Firefox compiles the float16 fixture of the tests without it.
 */
export function rewriteHalfPrecisionBitcasts(): void {
  if (typeof GPUDevice === 'undefined') return;
  const shaderModule = z.instanceof(GPUShaderModule);
  const { prototype } = GPUDevice;
  const create = Object.getOwnPropertyDescriptor(prototype, 'createShaderModule');
  const original: unknown = create?.value;
  if (typeof original !== 'function') return;
  prototype.createShaderModule = function (descriptor) {
    const code = descriptor.code.replace(
      /bitcast<vec2<f16>>\(([\w.]+)\)/g,
      (_, value: string) => `vec2<f16>(unpack2x16float(bitcast<u32>(${value})))`,
    );
    return shaderModule.parse(Reflect.apply(original, this, [{ ...descriptor, code }]));
  };
}
