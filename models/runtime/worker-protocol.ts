import type { BackendChoice, Device, JobStage, PreviewPatch } from '../../messages/editor-port';
import type { ErrorCode } from '../../messages/errors';
import type { OptionValues } from '../tasks/task';

/** Host → model worker. Both are this package's own code in one origin, so types are enough. */
export type ToWorker =
  | { type: 'describe-device'; backend: BackendChoice }
  | {
      type: 'run';
      task: string;
      options: OptionValues;
      input: Blob;
      backend: BackendChoice;
      previewSize: number;
    };

/** Model worker → host. */
export type FromWorker =
  | { type: 'alive'; lock: string }
  | { type: 'device'; device: Device }
  | { type: 'stage'; stage: JobStage; done: number; total: number }
  | { type: 'preview'; patch: PreviewPatch }
  | { type: 'done'; blob: Blob; width: number; height: number; device: Device }
  | { type: 'failed'; code: ErrorCode; message: string };
