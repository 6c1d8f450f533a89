import { randomBytes } from 'node:crypto';
import { mkdtempSync, openAsBlob, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodedError } from '../../../messages/errors';
import { buildModel, float32Tensor } from '../../../models/onnx/graph-builder';
import { inspectGraph } from '../../../models/onnx/inspect';
import { concat, delimited, header, integer } from '../../../models/onnx/wire';
import * as schema from '../../../models/onnx/schema';
import { size } from '../../sizes';
import { sharedFile } from '../../support/shared';
import { refusal } from '../import/refusal';
import { odd, pictureModel, step } from './models';

const inspect = (bytes: BlobPart) => inspectGraph(new Blob([bytes]), 'm.onnx');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'imaginex-onnx-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('inspectGraph', () => {
  it('reads inputs, outputs, sets and operators', async () => {
    const facts = await inspect(
      pictureModel([step('Relu', { outputs: ['r'] }), step('QuickGelu', { domain: 'com.microsoft', inputs: ['r'] })], {
        inputs: [{ name: 'x', type: 'float16', dims: [1, 3, 'H', undefined] }],
        opset: 18,
        domains: { 'com.microsoft': 1 },
      }),
    );
    expect(facts.inputs).toEqual([{ name: 'x', type: 'float16', dims: [1, 3, 'H', undefined] }]);
    expect(facts.outputs).toEqual([{ name: 'y', type: 'float32', dims: [1, 3, 'H', 'W'] }]);
    expect([...facts.opsets]).toEqual([['', 18], ['com.microsoft', 1]]);
    expect(facts.operators).toEqual([{ domain: '', name: 'Relu' }, { domain: 'com.microsoft', name: 'QuickGelu' }]);
    expect(facts).toMatchObject({ nodes: 2, irVersion: 8, f16: true, random: [], externalFiles: [] });
  });

  it('leaves out inputs that have a value', async () => {
    expect((await inspect(odd.inputWithDefault)).inputs.map(({ name }) => name)).toEqual(['x']);
  });

  it('finds 64-bit numbers, random draws and float16, in bodies too', async () => {
    expect((await inspect(odd.float64)).float64).toBe('Cast');
    expect((await inspect(odd.float64Weight)).float64).toBe('w64');
    expect((await inspect(odd.float64Constant)).float64).toBe('Constant');
    expect((await inspect(odd.random)).random).toEqual(['RandomNormalLike']);
    expect((await inspect(odd.randomInBody)).random).toEqual(['RandomUniformLike']);
    expect((await inspect(odd.plain)).float64).toBeUndefined();
    expect((await inspect(odd.halfStored)).f16).toBe(false);
    expect((await inspect(odd.halfUsed)).f16).toBe(true);
    expect((await inspect(odd.halfCast)).f16).toBe(true);
    expect((await inspectGraph(await openAsBlob('models/starter/repair.onnx'), 'repair')).f16).toBe(false);
    expect((await inspectGraph(await openAsBlob('tests/fixtures/half-precision.onnx'), 'half')).f16).toBe(true);
    expect((await inspectGraph(await openAsBlob(sharedFile('golden/tiny-sd/unet_f16io/model.onnx')), 'unet')).f16).toBe(true);
  });

  it('counts weights and says where their bytes are', async () => {
    const big = float32Tensor('big', [2, 500], Array.from({ length: 1000 }, (_, i) => i));
    const bytes = pictureModel([step('Relu')], { initializers: [float32Tensor('small', [1], [1]), big] });
    const facts = await inspect(bytes);
    expect(facts.largestTensor).toEqual({ name: 'big', bytes: 4000 });
    expect(facts.weightBytes).toBe(4004);
    const place = facts.rawTensors.find(({ name }) => name === 'big');
    if (!place) throw new Error('no place');
    expect(bytes.slice(place.offset, place.offset + place.length)).toEqual(big.data);
  });

  it('does not count calls of the file’s own functions as operators', async () => {
    const own = delimited(schema.model.functions, delimited(schema.func.name, 'Twice'), delimited(schema.func.domain, 'local'), delimited(schema.func.node, delimited(schema.node.opType, 'Bernoulli')));
    const facts = await inspect(concat(pictureModel([step('Twice', { domain: 'local' })], { domains: { local: 1 } }), own));
    expect(facts.operators).toEqual([{ domain: '', name: 'Bernoulli' }]);
    expect(facts.random).toEqual(['Bernoulli']);
  });

  it('lists files with weights and refuses those outside of the folder', async () => {
    const external = (location: string) => {
      const tensor = concat(
        integer(schema.tensor.dims, 1000),
        integer(schema.tensor.dataType, 1),
        delimited(schema.tensor.name, 'w'),
        delimited(schema.tensor.externalData, delimited(schema.entry.key, 'location'), delimited(schema.entry.value, location)),
        integer(schema.tensor.dataLocation, 1),
      );
      const graph = delimited(schema.model.graph, delimited(schema.graph.initializer, tensor));
      const opset = delimited(schema.model.opsetImport, integer(schema.opset.version, 17));
      return inspect(concat(integer(schema.model.irVersion, 8), graph, opset));
    };
    const facts = await external('./parts/model.onnx_data');
    expect(facts.externalFiles).toEqual(['parts/model.onnx_data']);
    expect(facts.weightBytes).toBe(4000);
    for (const path of ['../other/secret', '/etc/passwd', 'a\\b', '', 'C:\\x']) {
      expect(await refusal(() => external(path), 'import-archive-unsafe')).toBe(path);
    }
  });
});

describe('what is no graph', () => {
  it('is refused by what it is', async () => {
    expect(await refusal(() => inspect(''), 'import-empty')).toBe('m.onnx');
    for (const bytes of ['PK\x03\x04 an archive', '<!doctype html>', '{"json": true}', new Uint8Array(5000), Uint8Array.of(0xff), randomBytes(4000)]) {
      expect(await refusal(() => inspect(bytes), 'import-not-onnx')).toBe('m.onnx');
    }
  });

  it('is a truncated one wherever it is cut', async () => {
    const whole = readFileSync(sharedFile('weights/sr_waifu2x_upconv7_photo_x2.onnx'));
    for (const fraction of [0.001, 0.1, 0.5, 0.9, 0.999]) {
      expect(await refusal(() => inspect(whole.subarray(0, whole.length * fraction)), 'import-truncated')).toBe('m.onnx');
    }
    const small = odd.plain;
    for (let end = 2; end < small.length; end++) await refusal(() => inspect(small.slice(0, end)), 'import-truncated');
  });

  it('is a file of 4 GB of nothing, and that is said at once', async () => {
    const path = join(folder, 'sparse.onnx');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 31);
    const half = await openAsBlob(path);
    const started = performance.now();
    const whole = new Blob([half, half]);
    expect(whole.size).toBe(4 * 2 ** 30);
    await refusal(() => inspectGraph(whole, 'sparse.onnx'), 'import-not-onnx');
    // A good graph with 2 GB of an unknown field after it.
    const padded = new Blob([odd.plain, header(15, half.size), half]);
    await refusal(() => inspectGraph(padded, 'sparse.onnx'), 'import-not-onnx');
    // Small enough to be one, and it begins like one.
    writeFileSync(path, concat(integer(schema.model.irVersion, 8), Uint8Array.of(schema.model.graph * 8 + 2, 0x80, 0x80, 0x80, 0x80, 0x07)));
    truncateSync(path, 2 ** 31 - 1);
    await refusal(async () => inspectGraph(await openAsBlob(path), 'sparse.onnx'), 'import-not-onnx');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('is one that nests, names or repeats without end', async () => {
    let body = new Uint8Array();
    for (let depth = 0; depth < 40; depth++) {
      body = delimited(schema.graph.node, delimited(schema.node.attribute, delimited(schema.attribute.g, body)));
    }
    const model = (graph: Uint8Array) => concat(integer(schema.model.irVersion, 8), delimited(schema.model.graph, graph), delimited(schema.model.opsetImport, integer(schema.opset.version, 17)));
    await refusal(() => inspect(model(body)), 'import-not-onnx');
    await refusal(() => inspect(model(delimited(schema.graph.node, delimited(schema.node.opType, 'x'.repeat(5000))))), 'import-not-onnx');
    const started = performance.now();
    await refusal(() => inspect(model(new Uint8Array(6_000_000).fill(14 * 8))), 'import-not-onnx');
    expect(performance.now() - started).toBeLessThan(20_000);
    const names = delimited(schema.graph.node, delimited(schema.node.input, 'x'.repeat(4000)));
    await refusal(() => inspect(model(concat(...new Array<Uint8Array>(17_000).fill(names)))), 'import-not-onnx');
    await refusal(() => inspect(concat(odd.plain, odd.plain)), 'import-not-onnx');
    const huge = concat(integer(schema.tensor.dims, 2 ** 40), integer(schema.tensor.dims, 2 ** 40), integer(schema.tensor.dataType, 1));
    await refusal(() => inspect(model(delimited(schema.graph.initializer, huge))), 'import-not-onnx');
    await refusal(() => inspect(buildModel({ inputs: [], outputs: [], nodes: [], initializers: [{ ...float32Tensor('w', [3], [1]) }] })), 'import-not-onnx');
  });

  it('ends in a refusal, never otherwise, whatever is damaged', async () => {
    const wholes = Object.values(odd);
    const damage = fc.record({
      which: fc.nat(wholes.length - 1),
      changes: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ which, changes }) => {
        const bytes = Uint8Array.from(wholes[which] ?? []);
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        await isRefusedOrPlausible(bytes);
      }),
      { numRuns: size('fuzzRuns') },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, begins) => isRefusedOrPlausible(begins ? Uint8Array.of(8, 8, 58, ...bytes) : Uint8Array.from(bytes))),
      { numRuns: size('fuzzRuns') },
    );
  });
});

async function isRefusedOrPlausible(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    const facts = await inspect(bytes);
    expect(facts.weightBytes).toBeGreaterThanOrEqual(0);
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError);
  }
}
