import { maskedSink } from '../../images/masked-sink';
import type { Mask, MaskShape } from '../../images/mask';
import type { ColorChunk } from '../../images/picture-sink';
import type { PixelSource } from '../../images/pixel-source';
import { PngEncoder } from '../../images/png-encoder';
import { isResultTooLarge } from '../../images/limits';
import type { Device, JobStage, Pointed, PreviewPatch } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import type { FindTask, Helper, OptionValues, PointTask, RunTask, TaskMeta } from '../tasks/task';
import { previewPatchOf, previewSizeOf } from './preview';
import type { ModelNeed, NetworkKind, NetworkModel, PreviewDecoderModel } from '../catalog/model';
import type { LoadedNetwork } from '../networks/open-network';
import type { LoadedSegmenter } from '../networks/open-segmenter';
import type { LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import type { PreviewDecoder } from '../diffusion/preview-decoder';
import type { LoadedModel } from './session';

/** Side of a tile's core in input pixels: large enough that its halo costs little, small enough for steady progress. */
const tileSizes: Record<Device['backend'], number> = { wasm: 384, webgpu: 512 };

export interface JobSurroundings {
  device: Device;
  openModel(need: ModelNeed): Promise<LoadedModel>;
  /** These four are missing where there are none, as in tools for developers; the first also where the person chose none. */
  openNetwork?(need: ModelNeed): Promise<LoadedNetwork>;
  openHelper?(helper: Helper): Promise<LoadedNetwork | undefined>;
  openSegmenter?(need: ModelNeed): Promise<LoadedSegmenter>;
  openCheckpoint?(need: ModelNeed): Promise<LoadedCheckpoint>;
  /** Missing where none is looked for. */
  openPreviewDecoder?(family: PreviewDecoderModel['family']): Promise<PreviewDecoder | undefined>;
  stage(stage: JobStage, done: number, total: number): void;
  /** Gives way to what else there is to hear, such as that the job is to end. */
  pause?(): Promise<void>;
  preview?: { size: number; show(patch: PreviewPatch): void };
  /** Overrides the backend's usual tile size. */
  tileSize?: number;
}

/** What a job is about. */
export interface JobInput {
  /** Decoded; none where the tool begins from nothing. */
  picture: PixelSource | undefined;
  /** Another picture, decoded, where an option named one. */
  other?: PixelSource | undefined;
  /** What its file says of its colours, where they were not converted. */
  colors?: readonly ColorChunk[];
  mask: Mask | null;
  options: OptionValues;
}

export interface FinishedJob {
  blob: Blob;
  width: number;
  height: number;
}

const nothing = { width: 0, height: 0 };

/** @throws CodedError `model-missing` */
async function openNetwork(surroundings: Pick<JobSurroundings, 'openNetwork'>, need: ModelNeed): Promise<LoadedNetwork> {
  if (!surroundings.openNetwork) throw new CodedError('model-missing', need.task);
  return surroundings.openNetwork(need);
}

/** @throws CodedError `model-missing` */
function ofKind<Kind extends NetworkKind>(network: LoadedNetwork, kinds: readonly Kind[]): LoadedNetwork<Extract<NetworkModel, { kind: Kind }>> {
  if (!isOfKind(network, kinds)) throw new CodedError('model-missing', `${network.model.id} is a ${network.model.kind}`);
  return network;
}

function isOfKind<Kind extends NetworkKind>(network: LoadedNetwork, kinds: readonly Kind[]): network is LoadedNetwork<Extract<NetworkModel, { kind: Kind }>> {
  return kinds.some((kind) => kind === network.model.kind);
}

/**
 * Runs one tool, on one decoded picture or on none, and encodes the result as PNG while it is made. The same in
 * the worker and on the command line.
 *
 * @throws CodedError `options-invalid`, `result-too-large`, or what the tool throws.
 */
export async function runJob(
  signal: AbortSignal,
  task: { meta: TaskMeta; run: RunTask },
  { picture, other, colors, mask, options }: JobInput,
  surroundings: JobSurroundings,
): Promise<FinishedJob> {
  const parsed = task.meta.options.safeParse(options);
  if (!parsed.success) throw new CodedError('options-invalid', task.meta.id, { cause: parsed.error });
  const size = task.meta.resultSize(picture ?? nothing, parsed.data);
  if (isResultTooLarge(size)) {
    throw new CodedError('result-too-large', `${size.width} × ${size.height}`);
  }
  let encoder: PngEncoder | undefined;
  const { preview } = surroundings;
  /** A tool that is about whole pictures, and is to change a part of one only. */
  const isPartial = mask !== null && task.meta.input === 'picture';
  const previewSize = preview && previewSizeOf(size.width, size.height, preview.size);
  await task.run(signal, parsed.data, {
    get picture() {
      if (!picture) throw new CodedError('options-invalid', `${task.meta.id} without a picture`);
      return picture;
    },
    other,
    mask,
    tileSize: surroundings.tileSize ?? tileSizes[surroundings.device.backend],
    openModel: (need) => surroundings.openModel(need),
    openNetwork: async (need, ...kinds) => ofKind(await openNetwork(surroundings, need), kinds),
    openChosenNetwork: async (need, ...kinds) => (surroundings.openNetwork ? ofKind(await surroundings.openNetwork(need), kinds) : undefined),
    async openHelper(...kinds) {
      const { helper } = task.meta;
      const network = helper && (await surroundings.openHelper?.(helper));
      if (!network) throw new CodedError('helper-missing', task.meta.id);
      return ofKind(network, kinds);
    },
    async openCheckpoint(need) {
      if (!surroundings.openCheckpoint) throw new CodedError('model-missing', need.task);
      return surroundings.openCheckpoint(need);
    },
    openPreviewDecoder: (family) => surroundings.openPreviewDecoder?.(family) ?? Promise.resolve(undefined),
    createSink({ width, height }, { alpha }) {
      encoder = new PngEncoder({ width, height, alpha, colorSpace: picture?.colorSpace ?? 'srgb', ...(colors ? { colors } : {}) });
      return isPartial && picture ? maskedSink(encoder, picture, mask) : encoder;
    },
    progress: (done, total) => surroundings.stage('running', done, total),
    async pause() {
      await surroundings.pause?.();
      signal.throwIfAborted();
    },
    preview(area, offset, pixels) {
      // What it shows is not what becomes of the picture.
      if (!preview || !previewSize || isPartial) return;
      const patch = previewPatchOf(size, previewSize, area, offset, pixels);
      if (patch) preview.show(patch);
    },
    previewWhole({ width, height }, pixels) {
      if (!preview) return;
      const shown = previewSizeOf(width, height, preview.size);
      if (shown.width === width && shown.height === height) {
        preview.show({ ...shown, x: 0, y: 0, patchWidth: width, patchHeight: height, pixels });
        return;
      }
      const patch = previewPatchOf({ width, height }, shown, { x: 0, y: 0, width, height }, (x, y) => (y * width + x) * 4, pixels);
      if (patch) preview.show(patch);
    },
  });
  if (!encoder) throw new CodedError('unexpected', `${task.meta.id} wrote nothing`);
  surroundings.stage('encoding', 0, 0);
  return { blob: await encoder.finish(), ...size };
}

/**
 * Has one tool mark what it is about on a decoded picture.
 *
 * @throws CodedError `options-invalid`, or what the tool throws.
 */
export async function runFinder(
  signal: AbortSignal,
  { meta, find }: { meta: TaskMeta; find: FindTask },
  { picture, options }: { picture: PixelSource; options: OptionValues },
  surroundings: Pick<JobSurroundings, 'openNetwork' | 'stage' | 'pause'>,
): Promise<readonly MaskShape[]> {
  const parsed = meta.options.safeParse(options);
  if (!parsed.success) throw new CodedError('options-invalid', meta.id, { cause: parsed.error });
  return find(signal, parsed.data, {
    picture,
    openNetwork: async (need, ...kinds) => ofKind(await openNetwork(surroundings, need), kinds),
    progress: (done, total) => surroundings.stage('finding', done, total),
    async pause() {
      await surroundings.pause?.();
      signal.throwIfAborted();
    },
  });
}

/**
 * Marks what is where the person pointed.
 *
 * @throws CodedError what the tool throws
 */
export async function runPointer(
  signal: AbortSignal,
  point: PointTask,
  { at: { pictureId, hints }, openPicture }: { at: Pointed; openPicture: () => Promise<PixelSource> },
  surroundings: Pick<JobSurroundings, 'openSegmenter' | 'stage' | 'pause'>,
): Promise<readonly MaskShape[]> {
  return point(signal, hints, {
    pictureId,
    openPicture,
    async openSegmenter(need) {
      if (!surroundings.openSegmenter) throw new CodedError('model-missing', need.task);
      return surroundings.openSegmenter(need);
    },
    progress: (done, total) => surroundings.stage('finding', done, total),
    async pause() {
      await surroundings.pause?.();
      signal.throwIfAborted();
    },
  });
}
