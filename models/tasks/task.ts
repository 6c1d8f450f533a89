import type { z } from '../../messages/zod';
import type { Mask, MaskShape } from '../../images/mask';
import type { PixelSource } from '../../images/pixel-source';
import type { PictureSink } from '../../images/picture-sink';
import type { Rectangle } from '../../images/tiles';
import type { Hint } from '../../messages/editor-port';
import type { Model, ModelNeed, NetworkKind, NetworkModel, PreviewDecoderModel } from '../catalog/model';
import type { LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import type { PreviewDecoder } from '../diffusion/preview-decoder';
import type { LoadedNetwork } from '../networks/open-network';
import type { LoadedSegmenter } from '../networks/open-segmenter';
import type { LoadedModel } from '../runtime/session';
import type { OptionFits } from './options';

/** Where the tool stands in the editor's rail. */
export type TaskGroup = 'make' | 'change' | 'repair' | 'hide';

/** The values of a tool's options, as they cross realms. */
export type OptionValues = Record<string, string | number | boolean>;

export interface Size {
  width: number;
  height: number;
}

/** A small model that a tool needs besides its own: one of those that another tool offers. */
export interface Helper {
  need: ModelNeed;
  suits(model: Model): boolean;
}

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
  /** What it begins from besides its options: nothing, a picture, or a picture of which the person marks a part. */
  input: 'nothing' | 'picture' | 'marked-picture';
  /**
   * Whether what it leaves of a picture has to stay as it is to the bit: then the pixels do not pass through a canvas,
   * and their colour profile is handed on.
   */
  exact?: boolean;
  /**
   * Whether it makes things up: results are marked as made by AI when they are saved, another run does not replace the
   * one before, and its options have `seed`, `keepSeed` and `variations`.
   */
  generates?: boolean;
  /** Whether a model makes up some of what its results show, which files then say. */
  invents?: boolean;
  /**
   * What it can mark by itself: all that it is about, before it runs where nothing is marked yet, with a `find.ts` beside it; or
   * what is at a place that the person points at, with a `point.ts`.
   */
  finds?: 'all' | 'at-point';
  /** Whether the ovals that it marks are listed, to be switched off one by one. */
  lists?: boolean;
  /** Whether it marks for the others and makes nothing of its own: then it has no place in the rail, and no `run.ts`. */
  marksOnly?: true;
  /**
   * Whether a run on its own result goes back to what that was made from, so that its options and marks can be changed after
   * they were seen.
   */
  refines?: boolean;
  /**
   * Whether it has words of its own for what is marked, and for adding to it and taking away from it: `task_<id>_mask`,
   * `task_<id>_mask_add` and `task_<id>_mask_remove`.
   */
  namesMarks?: boolean;
  /**
   * What a model has to do for a run with these options. Where that is optional, `task_<id>_unaided` names what does it without
   * one, and `task_<id>_unaided_help` says more.
   */
  need(options: OptionValues): ModelNeed;
  /** Options, in percent of width and height, that a click on the picture sets, and what it sets besides. */
  point?: { x: string; y: string; sets: OptionValues };
  /** A second model that a run needs besides. */
  helper?: Helper;
  /** What a model says of the options. */
  fit?(model: Model): OptionFits;
  /** Whether something is still to be said before it can run: then `task_<id>_missing` says what. */
  isMissing?(options: OptionValues, marked: boolean): boolean;
  /**
   * Size of the result in pixels for an input of this size (of 0 × 0 where it begins from nothing): shown before the
   * run and checked against `maxResultPixels`.
   */
  resultSize(input: Size, options: OptionValues): Size;
}

/** What a running tool may use. */
export interface TaskContext {
  /** Largest side of a tile's core, in input pixels, that suits the backend. */
  readonly tileSize: number;
  /**
   * The picture that it works on.
   *
   * @throws CodedError `options-invalid` where the job has none
   */
  readonly picture: PixelSource;
  /**
   * What the person marked of it, where they mark a part. Of a tool that works on whole pictures nothing but what is marked is taken
   * into the result, whatever it writes.
   */
  readonly mask: Mask | null;
  /** The picture that an option named besides it, in the same colour space as far as canvases hold it; where one did. */
  readonly other: PixelSource | undefined;
  /** Opens the catalog's model for this need on the job's backend. */
  openModel(need: ModelNeed): Promise<LoadedModel>;
  /**
   * Opens the model that the person chose for this need, or the one that ships, where it is one of these kinds.
   *
   * @throws CodedError `model-missing`, also where it is of another kind
   */
  openNetwork<Kind extends NetworkKind>(need: ModelNeed, ...kinds: readonly Kind[]): Promise<LoadedNetwork<Extract<NetworkModel, { kind: Kind }>>>;
  /** The same for a need that is optional: nothing where the person chose no model. */
  openChosenNetwork<Kind extends NetworkKind>(need: ModelNeed, ...kinds: readonly Kind[]): Promise<LoadedNetwork<Extract<NetworkModel, { kind: Kind }>> | undefined>;
  /**
   * Opens the tool's helper (`TaskMeta.helper`): of several in the library the one that came last.
   *
   * @throws CodedError `helper-missing` where the library has none; as `openNetwork`
   */
  openHelper<Kind extends NetworkKind>(...kinds: readonly Kind[]): Promise<LoadedNetwork<Extract<NetworkModel, { kind: Kind }>>>;
  /** Opens the checkpoint that the person chose for this need, or the one that ships. */
  openCheckpoint(need: ModelNeed): Promise<LoadedCheckpoint>;
  /** Opens the decoder for previews of these latents that the library holds, if it holds one that can be used now. */
  openPreviewDecoder(family: PreviewDecoderModel['family']): Promise<PreviewDecoder | undefined>;
  /** Where the result is written to, from top to bottom. Called once. */
  createSink(size: Size, content: { alpha: boolean }): PictureSink;
  /** Units of work finished and in all. */
  progress(done: number, total: number): void;
  /**
   * To be awaited between units of work: lets it be heard that the job is to end.
   *
   * @throws the signal's reason
   */
  pause(): Promise<void>;
  /**
   * Shows a finished part of the result.
   *
   * @param area where it lies in the result, in result pixels.
   * @param offset index in `pixels` of the red of the result's pixel (x, y), for pixels in `area`.
   * @param pixels RGBA, 8 bits, straight alpha; not kept.
   */
  preview(area: Rectangle, offset: (x: number, y: number) => number, pixels: Uint8ClampedArray): void;
  /**
   * Shows all of the result as it is so far, at any size of the same shape.
   *
   * @param pixels RGBA, 8 bits; not kept.
   */
  previewWhole(size: Size, pixels: Uint8ClampedArray<ArrayBuffer>): void;
}

/**
 * A tool's worker side. `signal` is checked between units of work; everything thrown ends the worker.
 *
 * @param options already parsed by the tool's schema.
 */
export type RunTask = (signal: AbortSignal, options: OptionValues, context: TaskContext) => Promise<void>;

/** What a tool that looks for something may use. */
export type FindContext = Pick<TaskContext, 'picture' | 'openNetwork' | 'progress' | 'pause'>;

/**
 * Marks all that a tool is about: shapes in pixels of the picture, none where there is nothing.
 *
 * @param options already parsed by the tool's schema.
 */
export type FindTask = (signal: AbortSignal, options: OptionValues, context: FindContext) => Promise<readonly MaskShape[]>;

/** What may be used to find what is at a place. */
export interface PointContext extends Pick<TaskContext, 'progress' | 'pause'> {
  /** Names the state of the picture: what has the same name is the same, so that nothing is looked at twice. */
  readonly pictureId: string;
  /** Decodes it. */
  openPicture(): Promise<PixelSource>;
  /**
   * Opens the model that the person chose for this need.
   *
   * @throws CodedError `model-missing`, also where it is of another kind
   */
  openSegmenter(need: ModelNeed): Promise<LoadedSegmenter>;
}

/** Marks what is where the person pointed: one shape in pixels of the picture, none where there is nothing. */
export type PointTask = (signal: AbortSignal, hints: readonly Hint[], context: PointContext) => Promise<readonly MaskShape[]>;
