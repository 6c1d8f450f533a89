import type { Failure } from '../../messages/errors';
import type { DeviceTest, Library, LibraryCommand, Repository } from '../../messages/library';
import type { ImageModel, PreviewDecoderModel } from '../catalog/model';

/** Speed of one run, as the host measured it. */
export interface Use {
  model: string;
  backend: 'webgpu' | 'wasm';
  /** Missing where the run was too short to tell. */
  megapixelsPerSecond?: number;
}

/** What trying a model on small pictures brought to light, which its graph does not say. */
export type ProbedFacts = ImageFacts | CheckpointFacts | ClassifierFacts | PreviewDecoderFacts | NetworkFacts;

/** Of a model that takes a picture. */
export type ImageFacts = Pick<ImageModel, 'scale' | 'multiple' | 'receptiveRadius' | 'white'> & {
  /** Mean absolute difference between input and result at the input's size, 0–1: small for what repairs. */
  change: number;
};

/** Of a classifier: that it looks. */
export interface ClassifierFacts {
  looks: true;
}

/** Of a network whose contract is known: that it runs. */
export interface NetworkFacts {
  runs: true;
}

/** Of a checkpoint. */
export interface CheckpointFacts {
  /** Sides of pictures are multiples of this. */
  sideMultiple: number;
}

/** Of a decoder for previews. */
export type PreviewDecoderFacts = Required<Pick<PreviewDecoderModel, 'range'>>;

/** Commands that the store carries out by itself; the host does `test-device` and ends the model worker before `remove`. */
export type StoreCommand = Exclude<LibraryCommand, { type: 'test-device' }>;

/**
 * Host → store worker. Both are this package's own code in one origin, so types are enough.
 *
 * There is one store worker at a time: it waits for the Web Lock `store-worker` before it touches
 * anything, so that a new one never meets an old one's open files.
 */
export type ToStore =
  | { type: 'command'; command: StoreCommand }
  | { type: 'used'; use: Use }
  | { type: 'keep-device'; test: DeviceTest }
  /** The answer to `check`. */
  | { type: 'checked'; model: string; outcome: { ok: true; facts: ProbedFacts } | { ok: false; failure: Failure } }
  /** The answer to `let-go`: whether nothing uses it any more. */
  | { type: 'let-gone'; model: string; free: boolean };

/** Store worker → host. */
export type FromStore =
  /** Held as long as the worker lives; whoever gets this lock next knows that it is gone. */
  | { type: 'alive'; lock: string }
  | { type: 'library'; library: Library }
  | { type: 'busy'; busy: boolean }
  /** A model that is not of the catalog is whole and fits a tool's shape: the model worker is to try it. */
  | { type: 'check'; model: string }
  /** It is to make room for others: no worker may have it open, and no job wait for it. */
  | { type: 'let-go'; model: string }
  | { type: 'repository'; request: string; repository: Repository }
  | { type: 'done'; request: string; model?: string }
  | { type: 'failed'; request: string; failure: Failure };

