import type { SampleName } from '../samples';
import type { OpenedPicture } from '../../images/opened-picture';
import type { SaveOptions } from '../../images/save-picture';
import type {
  BackendChoice,
  Device,
  FoundParts,
  JobProgress,
  JobRequest,
  JobResult,
  PreviewPatch,
} from '../../messages/editor-port';
import type { PickedPicture } from '../../messages/requests';
import type { Settings } from '../../messages/settings';
import type { LibraryServices } from '../library/services';

/** Hears of a job while it runs. */
export interface JobListener {
  progress: (progress: JobProgress) => void;
  preview: (patch: PreviewPatch) => void;
  /** The picture is there, and is still to be looked at: what is cancelled from here on is the look. */
  made: (result: JobResult) => void;
}

/** Everything that the editor needs from outside the page. */
export interface EditorServices {
  openPicture: (signal: AbortSignal, blob: Blob) => Promise<OpenedPicture>;
  encodePicture: (signal: AbortSignal, picture: Blob, options: SaveOptions) => Promise<Blob>;
  runJob: (signal: AbortSignal, job: JobRequest, listener: JobListener) => Promise<JobResult>;
  /** Has a tool mark by itself what it is about. */
  findParts: (signal: AbortSignal, job: JobRequest & Required<Pick<JobRequest, 'find'>>, listener: Pick<JobListener, 'progress'>) => Promise<FoundParts>;
  /** Lets go of everything that the compute host may still hold of this editor's pictures. */
  forget: () => Promise<void>;
  describeDevice: (backend: BackendChoice) => Promise<Device>;
  /** How much of a prompt a model reads: index of the first UTF-16 unit that it does not. */
  readPrompt: (task: string, model: string | undefined, text: string) => Promise<number>;
  /** `undefined` when the picture is no longer there. */
  claimPicture: (id: string) => Promise<PickedPicture | undefined>;
  readSample: (name: SampleName) => Promise<Blob>;
  /** Whether the browser may drop this tab to save memory. */
  allowDiscarding: (allowed: boolean) => Promise<void>;
  openOptions: () => Promise<void>;
  library: LibraryServices;
  /** Whether the person wants what is made to be looked at, where there is a classifier. */
  looksAtMade: () => Promise<boolean>;
  saveSettings: (change: Partial<Settings>) => Promise<void>;
  /** Whether keys act that are one character without a modifier. */
  singleKeys: boolean;
}
