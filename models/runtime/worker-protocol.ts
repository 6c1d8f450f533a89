import type { Mask, MaskShape } from '../../images/mask';
import type { BackendChoice, Device, JobStage, Pointed, PreviewPatch, Verdict } from '../../messages/editor-port';
import type { Failure } from '../../messages/errors';
import type { DeviceTest } from '../../messages/library';
import type { ProbedFacts, Use } from '../store/protocol';
import type { OptionValues } from '../tasks/task';

/** Host → model worker. Both are this package's own code in one origin, so types are enough. */
export type ToWorker =
  | { type: 'describe-device'; backend: BackendChoice }
  | { type: 'test-device'; backend: BackendChoice }
  | {
      type: 'run';
      task: string;
      options: OptionValues;
      /** The picture that it works on, where it works on one. */
      input: Blob | null;
      /** Another picture, where an option names one. */
      beside?: Blob;
      /** What of it is marked. */
      mask: Mask | null;
      backend: BackendChoice;
      /** Id in the store; without it the model that ships does it. */
      model?: string;
      /** Id in the store of the classifier that is to look at what is made. */
      classifier?: string;
      previewSize: number;
    }
  /** Mark what a tool is about, or what is at a place. */
  | { type: 'find'; task: string; options: OptionValues; input: Blob; at?: Pointed; backend: BackendChoice; model?: string }
  /** End the job at its next step: what is open stays open. */
  | { type: 'stop' }
  | { type: 'read-prompt'; task: string; model?: string | undefined; text: string }
  /** Try a model that lies in the store, on small pictures. */
  | { type: 'probe'; model: string };

/** The picture that a job made. */
export interface FinishedRun {
  blob: Blob;
  width: number;
  height: number;
  device: Device;
  /** Where a model of the store did it. */
  use?: Use;
  /** Id of the decoder that was there for previews. */
  previewer?: string;
}

/** What a job marked. */
export interface FinishedSearch {
  shapes: readonly MaskShape[];
  device: Device;
  use?: Use;
}

/** Model worker → host. */
export type FromWorker =
  | { type: 'alive'; lock: string }
  | { type: 'device'; device: Device }
  | { type: 'tested'; test: DeviceTest }
  | { type: 'stage'; stage: JobStage; done: number; total: number }
  | { type: 'preview'; patch: PreviewPatch }
  | { type: 'prompt-read'; end: number }
  | { type: 'probed'; facts: ProbedFacts }
  /** A job's picture is there; what follows is a look at it, which cannot cost it any more. */
  | ({ type: 'made' } & FinishedRun)
  | ({ type: 'done'; verdict?: Verdict } & FinishedRun)
  | ({ type: 'found' } & FinishedSearch)
  /** The job ended because it was to stop. */
  | { type: 'stopped' }
  | { type: 'failed'; failure: Failure; message: string };
