import type { z } from '../../messages/zod';
import type { PixelSource } from '../../images/pixel-source';
import type { PictureSink } from '../../images/picture-sink';
import type { Rectangle } from '../../images/tiles';
import type { ModelNeed } from '../catalog/model';
import type { LoadedModel } from '../runtime/session';

/** Where the tool stands in the editor's rail. */
export type TaskGroup = 'make' | 'change' | 'repair' | 'hide';

/** The values of a tool's options, as they cross realms. */
export type OptionValues = Record<string, string | number | boolean>;

/**
 * What a tool is, for every realm. The options schema is the only description of the options: the
 * form, the defaults and the validation all come from it (see `models/tasks/options.ts`).
 *
 * Its words are in `strings.json` beside it, under `task_<id>_…`.
 */
export interface TaskMeta {
  /** Kebab-case; the folder's name. */
  id: string;
  group: TaskGroup;
  /** Name of the tool's icon in lucide, in kebab-case. */
  icon: string;
  /** Place within the group, small first. */
  order: number;
  options: z.ZodType<OptionValues>;
  /** What a model has to do for a run with these options. */
  need(options: OptionValues): ModelNeed;
  /**
   * Size of the result in pixels for an input of this size: shown before the run and checked against
   * `maxResultPixels`.
   */
  resultSize(
    input: { width: number; height: number },
    options: OptionValues,
  ): { width: number; height: number };
}

/** What a running tool may use. */
export interface TaskContext {
  /** Largest side of a tile's core, in input pixels, that suits the backend. */
  readonly tileSize: number;
  /** Opens the catalog's model for this need on the job's backend. */
  openModel(need: ModelNeed): Promise<LoadedModel>;
  /** Where the result is written to, from top to bottom. Called once. */
  createSink(size: { width: number; height: number }, content: { alpha: boolean }): PictureSink;
  /** Units of work finished and in all. */
  progress(done: number, total: number): void;
  /**
   * Shows a finished part of the result.
   *
   * @param area where it lies in the result, in result pixels.
   * @param offset index in `pixels` of the red of the result's pixel (x, y), for pixels in `area`.
   * @param pixels RGBA, 8 bits, straight alpha; not kept.
   */
  preview(area: Rectangle, offset: (x: number, y: number) => number, pixels: Uint8ClampedArray): void;
}

/**
 * A tool's worker side. `signal` is checked between units of work; everything thrown ends the worker.
 *
 * @param options already parsed by the tool's schema.
 */
export type RunTask = (
  signal: AbortSignal,
  input: PixelSource,
  options: OptionValues,
  context: TaskContext,
) => Promise<void>;
