import type { PixelSource } from '../../images/pixel-source';
import { PngEncoder } from '../../images/png-encoder';
import { isResultTooLarge } from '../../images/limits';
import type { Device, JobStage, PreviewPatch } from '../../messages/editor-port';
import { CodedError } from '../../messages/errors';
import type { OptionValues, RunTask, TaskMeta } from '../tasks/task';
import { previewPatchOf, previewSizeOf } from './preview';
import type { ModelNeed } from '../catalog/model';
import type { LoadedModel } from './session';

/** Side of a tile's core in input pixels: large enough that its halo costs little, small enough for steady progress. */
const tileSizes: Record<Device['backend'], number> = { wasm: 384, webgpu: 512 };

export interface JobSurroundings {
  device: Device;
  openModel(need: ModelNeed): Promise<LoadedModel>;
  stage(stage: JobStage, done: number, total: number): void;
  preview?: { size: number; show(patch: PreviewPatch): void };
  /** Overrides the backend's usual tile size. */
  tileSize?: number;
}

export interface FinishedJob {
  blob: Blob;
  width: number;
  height: number;
}

/**
 * Runs one tool on one decoded picture and encodes the result as PNG while it is made. The same in
 * the worker and on the command line.
 *
 * @throws CodedError `options-invalid`, `result-too-large`, or what the tool throws.
 */
export async function runJob(
  signal: AbortSignal,
  task: { meta: TaskMeta; run: RunTask },
  input: PixelSource,
  optionValues: OptionValues,
  surroundings: JobSurroundings,
): Promise<FinishedJob> {
  const parsed = task.meta.options.safeParse(optionValues);
  if (!parsed.success) throw new CodedError('options-invalid', task.meta.id, { cause: parsed.error });
  const size = task.meta.resultSize(input, parsed.data);
  if (isResultTooLarge(size)) {
    throw new CodedError('result-too-large', `${size.width} × ${size.height}`);
  }
  let encoder: PngEncoder | undefined;
  const { preview } = surroundings;
  const previewSize = preview && previewSizeOf(size.width, size.height, preview.size);
  await task.run(signal, input, parsed.data, {
    tileSize: surroundings.tileSize ?? tileSizes[surroundings.device.backend],
    openModel: (need) => surroundings.openModel(need),
    createSink({ width, height }, { alpha }) {
      encoder = new PngEncoder({ width, height, alpha, colorSpace: input.colorSpace });
      return encoder;
    },
    progress: (done, total) => surroundings.stage('running', done, total),
    preview(area, offset, pixels) {
      if (!preview || !previewSize) return;
      const patch = previewPatchOf(size, previewSize, area, offset, pixels);
      if (patch) preview.show(patch);
    },
  });
  if (!encoder) throw new CodedError('unexpected', `${task.meta.id} wrote nothing`);
  surroundings.stage('encoding', 0, 0);
  return { blob: await encoder.finish(), ...size };
}
