import { openAsBlob, readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web';
import type { Mask, MaskShape } from '../../images/mask';
import type { ColorChunk } from '../../images/picture-sink';
import { pixelSourceOf, type PixelSource } from '../../images/pixel-source';
import { contractFor, modelByContract } from '../../models/catalog/contract';
import { isNetwork, type NetworkModel } from '../../models/catalog/model';
import { matchGraph, modelOf } from '../../models/import/match';
import { probeImageModel } from '../../models/import/probe';
import { openNetwork, type LoadedNetwork } from '../../models/networks/open-network';
import { inspectGraph } from '../../models/onnx/inspect';
import { openImageGraph, openImageModel } from '../../models/runtime/image-model';
import { runFinder, runJob } from '../../models/runtime/run-job';
import type { LoadedModel } from '../../models/runtime/session';
import { fittingOptions } from '../../models/tasks/options';
import { findTask } from '../../models/tasks/registry';
import { loadFinder, loadRunner } from '../../models/tasks/runners';
import type { OptionValues } from '../../models/tasks/task';
import { decodeRgb } from './pictures';

// It would tell of every weight that is an input as well, thousands of lines for some networks.
ort.env.logLevel = 'error';

const device = { backend: 'wasm', reason: 'forced', threads: 1, adapter: '' } as const;
const noSignal = new AbortController().signal;

/** A picture on disk, opaque. */
export async function pictureOnDisk(file: string): Promise<PixelSource> {
  const { data, width, height } = await decodeRgb(file);
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return pixelSourceOf(pixels, width, height);
}

/** A network on disk as import takes it: what it is comes from its contract. */
export async function importedNetwork(file: string): Promise<LoadedNetwork> {
  return openNetwork(ort, await importedModel(file), { graph: readFileSync(file) }, 'wasm');
}

export async function importedModel(file: string): Promise<NetworkModel> {
  const facts = await inspectGraph(await openAsBlob(file), file);
  const contract = contractFor(facts);
  if (!contract) throw new Error(`${file} has no contract`);
  const source = { kind: 'own' as const, files: [{ path: 'model.onnx', bytes: readFileSync(file).length, sha256: '0'.repeat(64) }] };
  const model = modelByContract(contract, facts, { id: 'imported', name: file, graph: 'model.onnx', licence: '', source });
  if (!isNetwork(model)) throw new Error(`${file} is a ${model.kind}`);
  return model;
}

/** A network from picture to picture on disk as import takes it: what it is, it shows when it is tried. */
export async function importedImageModel(file: string): Promise<LoadedModel> {
  const bytes = readFileSync(file);
  const match = matchGraph(await inspectGraph(new Blob([bytes]), file), file);
  const probed = await probeImageModel(() => openImageGraph(ort, file, { graph: bytes }, 'wasm'));
  const source = { kind: 'own' as const, files: [{ path: 'model.onnx', bytes: bytes.length, sha256: '0'.repeat(64) }] };
  const model = modelOf(match, probed, { id: 'imported', name: file, graph: 'model.onnx', licence: '', source });
  return openImageModel(ort, model, { graph: bytes }, 'wasm');
}

/** What a tool marks by itself, run as the model worker runs it. */
export async function findWith(tool: string, network: LoadedNetwork, picture: PixelSource, chosen: Partial<OptionValues> = {}): Promise<readonly MaskShape[]> {
  const meta = findTask(tool);
  if (!meta) throw new Error(`no tool ${tool}`);
  const find = await loadFinder(tool);
  return runFinder(noSignal, { meta, find }, { picture, options: fittingOptions(meta, chosen) }, { openNetwork: () => Promise.resolve(network), stage: () => undefined });
}

interface ToolInput {
  network?: LoadedNetwork;
  helper?: LoadedNetwork;
  /** From picture to picture. */
  model?: LoadedModel;
  other?: PixelSource;
  colors?: readonly ColorChunk[];
  mask?: Mask | null;
  options?: Partial<OptionValues>;
  tileSize?: number;
}

/** The PNG that a tool makes, run as the model worker runs it. */
export async function runWith(
  tool: string,
  picture: PixelSource,
  { network, helper, model, other, colors, mask = null, options = {}, tileSize }: ToolInput,
): Promise<Uint8Array> {
  const meta = findTask(tool);
  if (!meta) throw new Error(`no tool ${tool}`);
  const run = await loadRunner(tool);
  const { blob } = await runJob(noSignal, { meta, run }, { picture, other, ...(colors ? { colors } : {}), mask, options: fittingOptions(meta, options) }, {
    device,
    openModel: () => (model ? Promise.resolve(model) : Promise.reject(new Error('no image model'))),
    ...(tileSize === undefined ? {} : { tileSize }),
    ...(network ? { openNetwork: () => Promise.resolve(network) } : {}),
    ...(helper ? { openHelper: () => Promise.resolve(helper) } : {}),
    stage: () => undefined,
  });
  return new Uint8Array(await blob.arrayBuffer());
}
