import * as ort from 'onnxruntime-web';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ChosenFile, DeviceTest } from '../../../messages/library';
import { toFailure } from '../../../messages/errors';
import { loadCheckpoint } from '../../../models/diffusion/loaded-checkpoint';
import { probeCheckpoint } from '../../../models/import/probe-checkpoint';
import type { ToStore } from '../../../models/store/protocol';
import { openForTrial, openStoredModel } from '../../../models/store/read';
import { importing } from '../../../models/store/worker/importing';
import { randomNetwork, withDataFiles } from '../../fixtures/networks';
import { checkpointFiles } from '../../support/checkpoints';
import { wasmDevice } from '../../support/devices';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub } from '../../support/fake-hub';
import { Engine, FakeLocks, type EngineOptions } from '../../support/store-engine';
import { jsonBytes, recordOf } from '../../support/store-models';

const sd = await checkpointFiles('tiny-sd');
let disk: FakeDisk;

beforeEach(() => {
  disk = new FakeDisk();
});

type Outcome = Extract<ToStore, { type: 'checked' }>['outcome'];

/** Tries what lies on the disk, as the model worker does. */
async function tried(id: string): Promise<Outcome> {
  try {
    const { model, files } = await openForTrial(id, disk.root());
    if (model?.kind !== 'checkpoint') throw new Error('not known to be a checkpoint');
    return { ok: true, facts: await probeCheckpoint(loadCheckpoint(ort, model, files, wasmDevice)) };
  } catch (error) {
    return { ok: false, failure: toFailure(error, 'import-run-failed') };
  }
}

const engineWith = (options: Partial<EngineOptions> = {}) =>
  new Engine(disk, new FakeHub(), new FakeLocks(), { importing, checked: tried, ...options });

const chosen = (files: ReadonlyMap<string, Blob>): ChosenFile[] => [...files].map(([path, blob]) => ({ path: `tiny-sd/${path}`, blob }));

describe('importing a checkpoint', () => {
  it('takes in its parts and nothing else, and makes one model of them', async () => {
    const engine = engineWith();
    const answer = await engine.command({ type: 'import', files: chosen(new Map([...sd, ['readme.md', new Blob(['about'])]])) });
    if (!answer.ok) throw new Error(`${answer.failure.code} ${answer.failure.detail ?? ''}`);
    const id = answer.model ?? '';
    const { model, files, name } = recordOf(disk, id);
    if (model.kind !== 'checkpoint') throw new Error('no checkpoint');
    expect(name).toBe('tiny-sd');
    expect(model).toMatchObject({ id, tasks: ['create', 'reimagine', 'repaint', 'extend'], sizes: { multiple: 16, min: 64 } });
    expect(files.map(({ path }) => path).toSorted()).toEqual([...sd.keys()].filter((path) => !path.startsWith('unet_f16io')).toSorted());
    const stored = await openStoredModel(id, disk.root());
    expect(stored.graph).toBe('unet/model.onnx');
    for (const [path, blob] of stored.files) expect(blob.size, path).toBe(sd.get(path)?.size);
    expect(engine.model(id)).toMatchObject({ state: 'ready', origin: 'own' });
    // It is there, too, for whoever opens the store next.
    disk.crash();
    expect(await engineWith().untilState(id, 'ready')).toMatchObject({ model: { kind: 'checkpoint' } });
  });

  it('shows what it will be while it is tried', async () => {
    let seen: unknown;
    const engine = engineWith({
      checked: async (id) => {
        await engine.untilState(id, 'checking');
        seen = engine.model(id)?.model;
        return tried(id);
      },
    });
    await engine.command({ type: 'import', files: chosen(sd) });
    expect(seen).toMatchObject({ kind: 'checkpoint', tasks: ['create', 'reimagine', 'repaint', 'extend'] });
  });

  it('leaves nothing where a part is missing, or where it does not run', async () => {
    const missing = new Map([...sd].filter(([path]) => !path.startsWith('vae_decoder/')));
    const wrong = new Map([...sd, ['vae_decoder/model.onnx', sd.get('vae_encoder/model.onnx') ?? new Blob()]]);
    for (const [files, code] of [[missing, 'import-part-missing'], [wrong, 'import-run-failed']] as const) {
      const engine = engineWith();
      expect(await engine.command({ type: 'import', files: chosen(files) })).toMatchObject({ ok: false, failure: { code } });
      expect((await engine.until(({ models }) => models.length === 0)).models).toEqual([]);
      expect(disk.usage).toBe(0);
      disk.crash();
    }
  });

  it('refuses before it copies anything what this device has no memory for', async () => {
    const processor: DeviceTest = { browser: 'b', adapter: '', backend: 'wasm', testedAt: 1, checks: [], f16: false, largestBuffer: 0 };
    disk.put('device.json', jsonBytes(processor));
    const before = disk.usage;
    const unet = new Uint8Array(await (sd.get('unet/model.onnx') ?? new Blob()).arrayBuffer());
    const weights = new Array<number>(4).fill(432_500_000);
    const large = withDataFiles(unet, 1, weights)['model.onnx'];
    const files = new Map(sd);
    files.set('unet/model.onnx', new Blob([large?.read(0, large.bytes).slice() ?? '']));
    // Not a byte of the weights is read.
    for (const [index] of weights.entries()) files.set(`unet/model.onnx_data${index === 0 ? '' : `_${index}`}`, new Blob(['-']));
    const engine = engineWith({ checked: () => Promise.reject(new Error('nothing is tried')) });
    expect(await engine.command({ type: 'import', files: chosen(files) })).toMatchObject({ ok: false, failure: { code: 'needs-gpu' } });
    expect(disk.usage).toBe(before);
  });
});

describe('a checkpoint of the hub', () => {
  let hub: FakeHub;

  beforeEach(async () => {
    hub = new FakeHub();
    for (const [path, blob] of sd) hub.files.set(`web/${path}`, new Uint8Array(await blob.arrayBuffer()));
    // Its weights lie beside the graph, in a file whose name says nothing.
    const unet = hub.files.get('web/unet/model.onnx') ?? new Uint8Array();
    const { 'model.onnx': graph } = withDataFiles(unet, 1, [40_000]);
    hub.files.set('web/unet/model.onnx', Uint8Array.from(graph?.read(0, graph.bytes) ?? []));
    hub.files.set('web/unet/model.onnx_data', new Uint8Array(40_000)).set('other/model.onnx', new Uint8Array(7)).set('web/readme.md', new Uint8Array(9));
    hub.small.add('web/tokenizer/tokenizer_config.json');
  });

  const engineOn = () => new Engine(disk, hub, new FakeLocks(), { importing, checked: tried });

  it('is listed as one among the graphs, with the bytes of all its parts', async () => {
    const answer = await engineOn().command({ type: 'look-up', repo: hub.repo });
    const parts = [...hub.files].filter(([path]) => path.startsWith('web/') && !/readme|unet_f16io/.test(path));
    const bytes = parts.reduce((sum, [, content]) => sum + content.length, 0);
    expect(answer).toMatchObject({
      ok: true,
      repository: {
        graphs: [
          { path: 'web/unet/model.onnx', bytes, checkpoint: true },
          { path: 'web/unet_f16io/model.onnx' },
          { path: 'other/model.onnx', bytes: 7 },
        ],
      },
    });
  });

  it('is fetched whole, tried, and becomes one model', async () => {
    const engine = engineOn();
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'web/unet/model.onnx' });
    const id = answer.ok ? (answer.model ?? '') : '';
    expect(await engine.untilState(id, 'ready', 'paused')).toMatchObject({
      state: 'ready',
      origin: 'hub',
      name: 'some-model – web',
      model: { kind: 'checkpoint', licence: 'apache-2.0', sizes: { multiple: 16 }, parts: { textEncoders: [{ tokenizer: 'web/tokenizer' }] } },
    });
    const stored = await openStoredModel(id, disk.root());
    expect(stored.files.get('web/unet/model.onnx_data')?.size).toBe(40_000);
    expect([...stored.files.keys()].some((path) => path.includes('readme') || path.includes('f16io'))).toBe(false);
    expect(await engine.command({ type: 'verify', model: id })).toMatchObject({ ok: true });
  });

  it('whose graph cannot be run is refused before its other weights are fetched', async () => {
    hub.files.set('web/vae_encoder/model.onnx', Uint8Array.from(randomNetwork()));
    const engine = engineOn();
    const answer = await engine.command({ type: 'add', repo: hub.repo, commit: hub.commit, graph: 'web/unet/model.onnx' });
    const { failure } = await engine.untilState(answer.ok ? (answer.model ?? '') : '', 'ready', 'paused');
    expect(failure).toEqual({ code: 'import-random', detail: 'RandomNormalLike (web/vae_encoder/model.onnx)' });
    expect(hub.ranges('web/unet/model.onnx_data')).toEqual([]);
  });
});
