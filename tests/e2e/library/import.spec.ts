import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../messages/errors';
import { truncated } from '../../fixtures/bytes';
import {
  doubleNetwork,
  enlargeTwice,
  futureNetwork,
  groupNormNetwork,
  randomNetwork,
  withDataFiles,
} from '../../fixtures/networks';
import type { ExtensionBrowser } from '../../support/extension-browser';
import { bothBrowsers, launch } from '../../support/launch';
import { openLibrary, type LibraryPage } from '../../support/library';
import { runLibraryModel } from '../../support/run-model';
import { sharedFile, sharedNetworks } from '../../support/shared';
import { inconsistencies, storedModels, storedPaths } from '../../support/stored-files';
import { until } from '../../support/wait';

const patience = 120_000;

/**
 * Every network of the reference material, and what becomes of it: the tool that it is for, or why it is
 * refused. The encoders do not say that what they give is no picture; trying them does.
 */
const known: Readonly<Record<string, 'blur-faces' | 'cut-out' | 'enlarge' | 'light' | 'restyle' | `previews of ${'sd' | 'sdxl'}` | 'repair' | ErrorCode>> = {
  'golden/tiny-sd/text_encoder/model.onnx': 'import-no-tool',
  'golden/tiny-sd/unet/model.onnx': 'import-no-tool',
  'golden/tiny-sd/unet_f16io/model.onnx': 'import-no-tool',
  'golden/tiny-sd/vae_decoder/model.onnx': 'previews of sd',
  'golden/tiny-sd/vae_encoder/model.onnx': 'import-no-tool',
  'golden/tiny-sdxl/text_encoder/model.onnx': 'import-no-tool',
  'golden/tiny-sdxl/text_encoder_2/model.onnx': 'import-no-tool',
  'golden/tiny-sdxl/unet/model.onnx': 'import-no-tool',
  'golden/tiny-sdxl/vae_decoder/model.onnx': 'previews of sdxl',
  'golden/tiny-sdxl/vae_encoder/model.onnx': 'import-no-tool',
  'weights/denoise_waifu2x_cunet_noise1_x1.onnx': 'repair',
  'weights/diffusion_mnist_dit_classcond.onnx': 'import-no-tool',
  'weights/face_ultraface_rfb320.onnx': 'blur-faces',
  'weights/face_yunet_n_320.onnx': 'blur-faces',
  'weights/face_yunet_n_dynamic.onnx': 'blur-faces',
  'weights/lowlight_agllnet_256.onnx': 'light',
  'weights/lowlight_tbefn_320x480.onnx': 'light',
  'weights/seg_deeplab_voc21.onnx': 'cut-out',
  'weights/seg_prisma_nchw.onnx': 'cut-out',
  'weights/seg_sinet_portrait_softmax.onnx': 'cut-out',
  'weights/sr_espcn_y_x3.onnx': 'import-no-tool',
  'weights/sr_waifu2x_cunet_x2.onnx': 'enlarge',
  'weights/sr_waifu2x_upconv7_photo_x2.onnx': 'enlarge',
  'weights/style_rain_princess.onnx': 'restyle',
  'weights/style_udnie.onnx': 'restyle',
  'weights/vae_taef2_decoder.onnx': 'import-no-tool',
  'weights/vae_taef2_encoder.onnx': 'import-no-tool',
};

interface Chosen {
  name: string;
  /** `sparse` is a file of this many bytes of which none takes room. */
  files: Readonly<Record<string, Uint8Array | { sparse: number }>>;
  refused: readonly ErrorCode[];
}

/** 200 MB of nothing in a few hundred kilobytes. */
function bomb(): Uint8Array {
  return zipSync({ 'model.onnx': new Uint8Array(200e6) }, { level: 9 });
}

function hostile(): Chosen[] {
  const model = enlargeTwice();
  const withData = withDataFiles(model, 4, [40_000]);
  const graph = withData['model.onnx'];
  if (!graph) throw new Error('No graph');
  const onlyGraph = graph.read(0, graph.bytes);
  const zip = zipSync({ 'model.onnx': model }, { level: 0 });
  return [
    { name: 'float64', files: { 'model.onnx': doubleNetwork() }, refused: ['import-float64'] },
    { name: 'GroupNorm', files: { 'model.onnx': groupNormNetwork() }, refused: ['import-node-unsupported'] },
    { name: 'random', files: { 'model.onnx': randomNetwork() }, refused: ['import-random'] },
    { name: 'future', files: { 'model.onnx': futureNetwork() }, refused: ['import-opset'] },
    { name: 'truncated', files: { 'model.onnx': truncated(model, 0.7) }, refused: ['import-truncated'] },
    { name: 'noise', files: { 'model.onnx': new Uint8Array(5000).fill(255) }, refused: ['import-not-onnx'] },
    { name: 'empty', files: { 'model.onnx': new Uint8Array() }, refused: ['import-empty'] },
    { name: 'empty zip', files: { 'model.zip': new Uint8Array() }, refused: ['import-empty'] },
    { name: 'no model', files: { 'readme.txt': new Uint8Array(10) }, refused: ['import-no-model'] },
    { name: 'several', files: { 'a.onnx': model, 'b.onnx': model }, refused: ['import-several-models'] },
    { name: 'weights missing', files: { 'model.onnx': onlyGraph }, refused: ['import-data-missing'] },
    { name: 'zip bomb', files: { 'model.zip': bomb() }, refused: ['import-archive-too-large'] },
    {
      name: 'zip that climbs',
      files: { 'model.zip': zipSync({ '../model.onnx': model }, { level: 0 }) },
      refused: ['import-archive-unsafe'],
    },
    {
      name: 'truncated zip',
      files: { 'model.zip': truncated(zip, 0.6) },
      refused: ['import-archive-damaged'],
    },
    // Nothing but zeros is no network, however much of it there is.
    { name: 'sparse', files: { 'model.onnx': { sparse: 4 * 2 ** 30 } }, refused: ['import-not-onnx'] },
  ];
}

test('the table names every network of the reference material', () => {
  expect(Object.keys(known).sort()).toEqual(sharedNetworks());
});

describe.each(bothBrowsers)('%s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-import-'));
  let browser: ExtensionBrowser;
  let page: LibraryPage;

  beforeAll(async () => {
    browser = await launch(name);
    page = await openLibrary(browser);
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** What an import ends with: the model, or the code, wherever it is told. */
  async function outcome(files: readonly { path: string; disk: string }[]): Promise<{ id?: string; end: string }> {
    const answer = await page.ask({ type: 'import', files }, patience);
    if (answer.type === 'failed') return { end: answer.failure.code };
    const id = answer.type === 'done' ? answer.model : undefined;
    if (id === undefined) return { end: 'nothing' };
    const model = await page.waitFor(
      id,
      'at an end',
      ({ state, failure }) => state === 'ready' || failure !== undefined,
      patience,
    );
    const what = model.model?.kind === 'preview-decoder' ? `previews of ${model.model.family}` : model.model?.tasks.join();
    return { id, end: model.failure?.code ?? what ?? 'ready' };
  }

  const nothingIsLeft = async (): Promise<boolean> => {
    const paths = await storedPaths(page.tab);
    return paths.every(({ path }) => !path.startsWith('models/')) && (await storedModels(page.tab)).length === 0;
  };

  test('every network of the reference material runs as the tool that it is for, or is refused for its reason', async () => {
    const ends: Record<string, string> = {};
    for (const path of Object.keys(known)) {
      const chosen = [{ path: path.split('/').slice(1).join('/'), disk: sharedFile(path) }];
      const { id, end } = await outcome(chosen).catch((error: unknown) => {
        throw new Error(`${path}, after ${JSON.stringify(ends)}`, { cause: error });
      });
      ends[path] = end;
      if (id !== undefined && (end === 'enlarge' || end === 'repair')) {
        const scale = end === 'enlarge' ? 2 : 1;
        const result = await runLibraryModel(page.tab, { task: end, model: id, width: 40, height: 24 });
        if (result.width !== 40 * scale || result.height !== 24 * scale) ends[path] = JSON.stringify(result);
      }
      if (id !== undefined) await page.does({ type: 'remove', model: id });
      await until(`nothing of ${path} to be left`, nothingIsLeft);
    }
    expect(ends).toEqual(known);
  }, 600_000);

  test('what cannot run or was made to do harm is refused for its reason, and leaves nothing behind', async () => {
    const wrong: string[] = [];
    for (const { name: what, files, refused } of hostile()) {
      const chosen = Object.entries(files).map(([path, content]) => {
        const disk = join(folder, path);
        writeFileSync(disk, content instanceof Uint8Array ? content : '');
        if (!(content instanceof Uint8Array)) truncateSync(disk, content.sparse);
        return { path, disk };
      });
      const { id, end } = await outcome(chosen);
      if (!refused.some((code) => code === end)) wrong.push(`${what} ended with ${end}`);
      if (id !== undefined) wrong.push(`${what} became a model`);
      await until(`nothing of "${what}" to be left`, nothingIsLeft);
    }
    expect(wrong).toEqual([]);
  }, 300_000);

  test('a folder and a zip in the usual layout are taken in with their weights', async () => {
    const files = withDataFiles(enlargeTwice(), 6, [400_000]);
    const bytes = Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content.read(0, content.bytes)]));
    const inFolder = Object.entries(bytes).map(([path, content]) => {
      const disk = join(folder, path);
      writeFileSync(disk, content);
      return { path: `unet/${path}`, disk };
    });
    const packed = zipSync(Object.fromEntries(Object.entries(bytes).map(([path, content]) => [`unet/${path}`, content])));
    writeFileSync(join(folder, 'packed.zip'), packed);
    for (const chosen of [inFolder, [{ path: 'packed.zip', disk: join(folder, 'packed.zip') }]]) {
      const { id, end } = await outcome(chosen);
      expect(end).toBe('enlarge');
      if (id === undefined) throw new Error('No model');
      const result = await runLibraryModel(page.tab, { task: 'enlarge', model: id, width: 30, height: 20 });
      expect(result).toEqual({ width: 60, height: 40 });
      expect(await inconsistencies(page.tab)).toEqual([]);
      await page.does({ type: 'remove', model: id });
      await until('nothing to be left', nothingIsLeft);
    }
  }, 120_000);
});
