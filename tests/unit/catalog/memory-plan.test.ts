import { expect, test } from 'vitest';
import type { CheckName } from '../../../messages/library';
import { largestThatFits, planMemory, type DeviceFacts } from '../../../models/catalog/memory-plan';
import { checkpointModel, type CheckpointModel, type ImageModel, type SubjectModel } from '../../../models/catalog/model';

type Model = Pick<ImageModel, 'source' | 'needs'> & Pick<SubjectModel, 'onlyOn'>;

const MB = 1e6;
const GB = 1e9;

function model(bytes: number | undefined, needs: Partial<ImageModel['needs']> = {}): Model {
  const file = { path: 'model.onnx', ...(bytes === undefined ? {} : { bytes }) };
  return {
    source: { kind: 'hub', repo: 'owner/name', files: [file] },
    needs: { f16: false, workingMemory: 0, largestTensor: 10 * MB, ...needs },
  };
}

const checkNames: readonly CheckName[] = ['matmul-f32', 'conv-f32', 'matmul-f16', 'conv-f16', 'clip-f16', 'pad-f16'];

function gpu(change: Partial<DeviceFacts> = {}, but: Partial<Record<CheckName, 'wrong' | 'failed'>> = {}): DeviceFacts {
  return {
    backend: 'webgpu',
    f16: true,
    largestBuffer: 2 ** 30,
    checks: checkNames.map((name) => ({ name, outcome: but[name] ?? 'right' })),
    ...change,
  };
}

const wasm: DeviceFacts = { backend: 'wasm', f16: false, largestBuffer: 0, checks: gpu().checks };
const unknown = undefined;

test.each<[string, Model, DeviceFacts | undefined, object]>([
  // Float16 on a GPU.
  ['f16 where it is right', model(2 * GB, { f16: true }), gpu(), { ok: true, backend: 'webgpu' }],
  ['f16 on a GPU without', model(2 * GB, { f16: true }), gpu({ f16: false }), { failure: { code: 'needs-f16' } }],
  ...(['matmul-f16', 'conv-f16', 'clip-f16', 'pad-f16'] as const).map(
    (name): [string, Model, DeviceFacts, object] => [
      `f16 with a wrong ${name}`,
      model(2 * GB, { f16: true }),
      gpu({}, { [name]: 'wrong' }),
      { failure: { code: 'needs-f16' } },
    ],
  ),
  ['f16 with a failed clip', model(2 * GB, { f16: true }), gpu({}, { 'clip-f16': 'failed' }), { failure: { code: 'needs-f16' } }],
  ['f16 that was not tested', model(2 * GB, { f16: true }), gpu({ checks: gpu().checks.slice(0, 2) }), { failure: { code: 'needs-f16' } }],
  ['small f16 on a GPU without', model(100 * MB, { f16: true }), gpu({ f16: false }), { ok: true, backend: 'wasm' }],
  ['f32 on a GPU without f16', model(2 * GB), gpu({ f16: false }), { ok: true, backend: 'webgpu' }],
  // A GPU that errs is none.
  ['f32 with a wrong convolution', model(2 * GB), gpu({}, { 'conv-f32': 'wrong' }), { failure: { code: 'needs-gpu' } }],
  ['small f32 with a failed matmul', model(100 * MB), gpu({}, { 'matmul-f32': 'failed' }), { ok: true, backend: 'wasm' }],
  // The largest tensor.
  ['a tensor as large as the buffer', model(2 * GB, { largestTensor: 2 ** 30 }), gpu(), { ok: true, backend: 'webgpu' }],
  [
    'a tensor larger by a byte',
    model(2 * GB, { largestTensor: 2 ** 27 + 1 }),
    gpu({ largestBuffer: 2 ** 27 }),
    { failure: { code: 'tensor-too-large', detail: '134217729' } },
  ],
  [
    'a tensor too large in a small model',
    model(400 * MB, { largestTensor: 200 * MB }),
    gpu({ largestBuffer: 2 ** 27 }),
    { ok: true, backend: 'wasm' },
  ],
  // Not on a GPU, whatever there is.
  ['what is not to run on a GPU', { ...model(100 * MB), onlyOn: 'wasm' }, gpu(), { ok: true, backend: 'wasm', estimate: 200 * MB }],
  ['the same without a device', { ...model(100 * MB), onlyOn: 'wasm' }, unknown, { ok: true, estimate: 200 * MB }],
  ['the same, too large', { ...model(2 * GB), onlyOn: 'wasm' }, gpu(), { failure: { code: 'needs-memory', detail: '4000000000' } }],
  // WebAssembly.
  ['f16 as large as was seen to work', model(0.64 * GB, { f16: true }), wasm, { ok: true, backend: 'wasm', estimate: 2.112 * GB }],
  ['f16 at the line', model(0.8 * GB, { f16: true }), wasm, { ok: true, backend: 'wasm' }],
  ['f16 over the line', model(0.81 * GB, { f16: true }), wasm, { failure: { code: 'needs-gpu' } }],
  ['f16 that was seen to fail', model(1.74 * GB, { f16: true }), wasm, { failure: { code: 'needs-gpu' } }],
  ['f16 at the line that needs room to work', model(0.8 * GB, { f16: true, workingMemory: MB }), wasm, { failure: { code: 'needs-gpu' } }],
  ['f32 at the line', model(1.32 * GB), wasm, { ok: true, backend: 'wasm', estimate: 2.64 * GB }],
  ['f32 over the line', model(1.33 * GB), wasm, { failure: { code: 'needs-gpu' } }],
  ['too much for any GPU', model(20 * GB), wasm, { failure: { code: 'needs-memory', detail: String(40 * GB) } }],
  [
    'a tensor too large for any GPU',
    model(2 * GB, { largestTensor: 1.5 * GB }),
    wasm,
    { failure: { code: 'needs-memory', detail: String(4 * GB) } },
  ],
  ['a small model that asks for much', model(MB, { workingMemory: 3 * GB }), wasm, { failure: { code: 'needs-gpu' } }],
  // While the device is not known.
  ['small, on an unknown device', model(MB), unknown, { ok: true, estimate: 2 * MB }],
  ['large f16, on an unknown device', model(2 * GB, { f16: true }), unknown, { ok: true, estimate: 2010 * MB }],
  ['too much for any device', model(20 * GB), unknown, { failure: { code: 'needs-memory', detail: String(40 * GB) } }],
  // Sizes that only the hub knows.
  ['unknown size, largest tensor small', model(unknown), wasm, { ok: true, backend: 'wasm', estimate: 20 * MB }],
  ['unknown size, largest tensor large', model(unknown, { largestTensor: 2 ** 30, f16: true }), wasm, { failure: { code: 'needs-gpu' } }],
])('%s', (_, of, on, expected) => {
  expect(planMemory(of, on)).toMatchObject(expected);
});

test('of the GPU, weights, one tensor on its way and the room to work are counted', () => {
  const plan = planMemory(model(GB, { largestTensor: 100 * MB, workingMemory: 50 * MB }), gpu());
  expect(plan).toEqual({ ok: true, estimate: 1.15 * GB, backend: 'webgpu' });
});

test('an unknown device is not said to have a backend', () => {
  expect(planMemory(model(MB))).toEqual({ ok: true, estimate: 2 * MB });
});

test('the largest that fits is suggested', () => {
  const small = model(5 * MB);
  const medium = model(600 * MB, { f16: true });
  const large = model(1.7 * GB, { f16: true });
  const largest = model(1.8 * GB, { largestTensor: 1.2 * GB });
  const models = [small, medium, large, largest];
  expect(largestThatFits(models, gpu())).toBe(large);
  expect(largestThatFits(models, wasm)).toBe(medium);
  expect(largestThatFits([largest], wasm)).toBeUndefined();
  expect(largestThatFits<Model>([], gpu())).toBeUndefined();
  expect(largestThatFits(models)).toBe(large);
});

test('what the GPU runs is suggested before what would only fit WebAssembly', () => {
  const onGpu = model(50 * MB);
  const onlyWasm = model(600 * MB, { f16: true });
  expect(largestThatFits([onlyWasm, onGpu], gpu({ f16: false }))).toBe(onGpu);
  expect(largestThatFits([onGpu, onlyWasm], gpu({ f16: false }))).toBe(onGpu);
  expect(largestThatFits([onlyWasm], gpu({ f16: false }))).toBe(onlyWasm);
});

/** A checkpoint of 512 × 512 pixels; weights in bytes, all in float16. */
function checkpoint(weights: { text: number; denoiser: number; decoder: number }, memoryPerPixel = 4096): CheckpointModel {
  const part = (graph: string, bytes: number, perPixel = 0) => {
    return { graph: `${graph}/model.onnx`, bytes, f16: true, largestTensor: 10 * MB, memoryPerPixel: perPixel };
  };
  return checkpointModel.parse({
    kind: 'checkpoint',
    id: 'checkpoint',
    name: 'Checkpoint',
    tasks: ['create'],
    source: { kind: 'hub', repo: 'owner/name', files: [{ path: 'unet/model.onnx' }] },
    licence: '',
    parts: {
      textEncoders: [{ ...part('text_encoder', weights.text), tokenizer: 'tokenizer' }],
      denoiser: part('unet', weights.denoiser, memoryPerPixel),
      vaeDecoder: part('vae_decoder', weights.decoder, 3072),
    },
    latents: { channels: 4, scale: 8, scalingFactor: 0.18215 },
    scheduler: { className: 'EulerDiscreteScheduler', fields: {} },
    sizes: { width: 512, height: 512, multiple: 64, min: 64, max: 1024, maxPixels: 524_288 },
    defaults: { steps: { initial: 20, min: 1, max: 100 }, guidance: { initial: 7, min: 1, max: 20 }, guided: true },
    preview: 'sd',
  });
}

/** Parameters of their networks, of which each takes two bytes. */
const tinySd = checkpoint({ text: 2 * 123 * MB, denoiser: 2 * 323 * MB, decoder: 2 * 50 * MB });
const sdTurbo = checkpoint({ text: 2 * 340 * MB, denoiser: 2 * 865 * MB, decoder: 2 * 50 * MB });
const sdxl = checkpoint({ text: 2 * 818 * MB, denoiser: 2 * 2567 * MB, decoder: 2 * 50 * MB });

test.each<[string, CheckpointModel, DeviceFacts | undefined, object]>([
  ['tiny-sd, whose parts fit one after the other', tinySd, wasm, { ok: true, backend: 'wasm' }],
  ['tiny-sd on a GPU', tinySd, gpu(), { ok: true, backend: 'webgpu' }],
  ['tiny-sd on a GPU without f16', tinySd, gpu({ f16: false }), { ok: true, backend: 'wasm' }],
  ['the denoiser of SD-Turbo', sdTurbo, wasm, { ok: false, failure: { code: 'needs-gpu' } }],
  ['SD-Turbo on a GPU without f16', sdTurbo, gpu({ f16: false }), { ok: false, failure: { code: 'needs-f16' } }],
  ['SD-Turbo on a GPU', sdTurbo, gpu(), { ok: true, backend: 'webgpu' }],
  ['SD-Turbo on an unknown device', sdTurbo, unknown, { ok: true }],
  ['SDXL on a GPU', sdxl, gpu(), { ok: true, backend: 'webgpu' }],
  ['SDXL without a GPU', sdxl, wasm, { ok: false, failure: { code: 'needs-gpu' } }],
  ['one that no GPU holds', checkpoint({ text: 1, denoiser: 20 * GB, decoder: 1 }), wasm, { ok: false, failure: { code: 'needs-memory' } }],
  ['small weights that ask for much', checkpoint({ text: 1, denoiser: MB, decoder: 1 }, 14_000), wasm, { ok: false, failure: { code: 'needs-gpu' } }],
])('a checkpoint: %s', (_, of, on, expected) => {
  expect(planMemory(of, on)).toMatchObject(expected);
});

test('of a checkpoint all parts are counted that are open at once, and one run', () => {
  const run = 4096 * 512 * 512;
  const small = checkpoint({ text: 100 * MB, denoiser: 200 * MB, decoder: 50 * MB });
  expect(planMemory(small, wasm)).toMatchObject({ estimate: Math.ceil(3.3 * 350 * MB) + run });
  expect(planMemory(small, gpu())).toMatchObject({ estimate: 350 * MB + run + 10 * MB });
  // Its parts do not fit together.
  expect(planMemory(tinySd, wasm)).toMatchObject({ estimate: Math.ceil(3.3 * 2 * 323 * MB) + run });
  expect(planMemory(sdxl, gpu())).toMatchObject({ estimate: 2 * 2567 * MB + run + 10 * MB });
});
