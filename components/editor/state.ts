import type { BackendChoice, Device, JobProgress } from '../../messages/editor-port';
import type { ErrorCode } from '../../messages/errors';
import type { Library } from '../../messages/library';
import type { Acquisition } from '../../messages/requests';
import type { OptionValues } from '../../models/tasks/task';
import { trimHistory } from './history';
import type { ProgressPoint } from './time-left';

/** One state of a picture: as it came, or as a tool left it. */
export interface Revision {
  id: string;
  blob: Blob;
  width: number;
  height: number;
  /** The tool that made it; none for the original. */
  task: string | undefined;
  /** Whether nothing would be lost by closing: originals, and what was saved or copied. */
  safe: boolean;
  /** When it was made, in milliseconds of `performance.now()`. */
  madeAt: number;
}

/** A picture with its history. `position` 0 is the original, n the n-th result. */
export interface Picture {
  id: string;
  name: string;
  description: string;
  /** How a page's picture was got; `file` for one from disk. */
  acquisition: Acquisition;
  animated: boolean;
  original: Revision;
  results: readonly Revision[];
  position: number;
}

export interface RunningJob {
  id: string;
  pictureId: string;
  task: string;
  progress: JobProgress;
  /** When that was so, in milliseconds of `performance.now()`. */
  at: number;
  /** When the tool itself began to work: the time left is told from there. */
  start: ProgressPoint | undefined;
}

/** Where something went wrong, which is where it is told. */
export type FailurePlace = 'open' | 'run' | 'save';

/** One of several pictures that could not be opened. */
export interface FailedFile {
  name: string;
  code: ErrorCode;
}

export interface Failure {
  place: FailurePlace;
  code: ErrorCode;
  /** What the code's sentence names. */
  detail?: string;
  /** The picture whose job failed; it is told there alone. */
  pictureId?: string;
  /** Each on its own, where several were to be opened. */
  files?: readonly FailedFile[];
}

/** How a job came to its end. */
export interface EndedJob {
  id: string;
  outcome: 'done' | 'failed' | 'cancelled';
}

export interface EditorState {
  pictures: readonly Picture[];
  activeId: string | undefined;
  task: string;
  options: Readonly<Record<string, OptionValues>>;
  /** Ids of the models that were chosen, by `needKey`; without one the built-in model is used. */
  models: Readonly<Record<string, string>>;
  /** What the library holds; `undefined` until it has said so. */
  library: Library | undefined;
  backend: BackendChoice;
  job: RunningJob | undefined;
  /** The job that ended last. */
  ended: EndedJob | undefined;
  /** What the last finished job ran on. */
  device: Device | undefined;
  failure: Failure | undefined;
  /** Pictures that are being opened. */
  opening: number;
}

export type EditorAction =
  | { type: 'opening-started' }
  | { type: 'opening-ended' }
  | { type: 'picture-opened'; picture: Picture }
  | { type: 'picture-selected'; id: string }
  | { type: 'picture-closed'; id: string }
  | { type: 'cleared' }
  | { type: 'task-selected'; task: string }
  | { type: 'options-changed'; task: string; values: OptionValues }
  | { type: 'model-chosen'; need: string; model: string | undefined }
  | { type: 'library-changed'; library: Library }
  | { type: 'backend-chosen'; backend: BackendChoice }
  | { type: 'position-changed'; position: number }
  | { type: 'job-started'; job: RunningJob }
  | { type: 'job-progressed'; jobId: string; progress: JobProgress; at: number }
  | { type: 'job-finished'; jobId: string; result: Revision; device: Device }
  | { type: 'job-ended'; jobId: string; failure: ErrorCode | undefined; detail?: string | undefined }
  | { type: 'revision-kept'; revisionId: string }
  | { type: 'failed'; failure: Failure }
  | { type: 'failure-dismissed' };

export function reduce(state: EditorState, action: EditorAction): EditorState {
  switch (action.type) {
    case 'opening-started':
      return { ...state, opening: state.opening + 1, failure: keepsFailure(state.failure) };
    case 'opening-ended':
      return { ...state, opening: Math.max(0, state.opening - 1) };
    case 'picture-opened':
      return {
        ...state,
        pictures: [...state.pictures, action.picture],
        activeId: action.picture.id,
      };
    case 'picture-selected':
      return state.pictures.some((picture) => picture.id === action.id)
        ? { ...state, activeId: action.id, failure: keepsFailure(state.failure) }
        : state;
    case 'picture-closed':
      return closePicture(state, action.id);
    case 'cleared':
      return { ...withoutJob(state), pictures: [], activeId: undefined, failure: undefined };
    case 'task-selected':
      return { ...state, task: action.task, failure: undefined };
    case 'options-changed':
      return { ...state, options: { ...state.options, [action.task]: action.values } };
    case 'model-chosen': {
      const others = Object.entries(state.models).filter(([need]) => need !== action.need);
      const chosen = action.model === undefined ? [] : [[action.need, action.model] as const];
      const models = Object.fromEntries([...others, ...chosen]);
      return { ...state, models, failure: undefined };
    }
    case 'library-changed':
      return { ...state, library: action.library };
    case 'backend-chosen':
      return { ...state, backend: action.backend };
    case 'position-changed':
      return changeActive(state, (picture) => ({
        ...picture,
        position: Math.min(Math.max(0, action.position), picture.results.length),
      }));
    case 'job-started':
      return { ...state, job: action.job, failure: undefined };
    case 'job-progressed':
      return progressJob(state, action.jobId, action.progress, action.at);
    case 'job-finished':
      return finishJob(state, action.jobId, action.result, action.device);
    case 'job-ended':
      if (state.job?.id !== action.jobId) return state;
      return {
        ...state,
        job: undefined,
        ended: { id: action.jobId, outcome: action.failure ? 'failed' : 'cancelled' },
        failure: action.failure && {
          place: 'run',
          code: action.failure,
          ...(action.detail === undefined ? {} : { detail: action.detail }),
          pictureId: state.job.pictureId,
        },
      };
    case 'revision-kept':
      return keepRevision(state, action.revisionId);
    case 'failed':
      return { ...state, failure: action.failure };
    case 'failure-dismissed':
      return { ...state, failure: undefined };
  }
}

/** Going to another picture leaves what is told at one of them where it is. */
function keepsFailure(failure: Failure | undefined): Failure | undefined {
  return failure?.pictureId === undefined ? undefined : failure;
}

function changeActive(state: EditorState, change: (picture: Picture) => Picture): EditorState {
  return {
    ...state,
    failure: undefined,
    pictures: state.pictures.map((picture) =>
      picture.id === state.activeId ? change(picture) : picture,
    ),
  };
}

function closePicture(state: EditorState, id: string): EditorState {
  const index = state.pictures.findIndex((picture) => picture.id === id);
  if (index < 0) return state;
  const pictures = state.pictures.filter((picture) => picture.id !== id);
  const next = pictures[Math.min(index, pictures.length - 1)];
  return {
    ...(state.job?.pictureId === id ? withoutJob(state) : state),
    pictures,
    activeId: state.activeId === id ? next?.id : state.activeId,
    failure: undefined,
  };
}

function withoutJob(state: EditorState): EditorState {
  return { ...state, job: undefined, ended: state.job && { id: state.job.id, outcome: 'cancelled' } };
}

function progressJob(
  state: EditorState,
  jobId: string,
  progress: JobProgress,
  at: number,
): EditorState {
  const { job } = state;
  if (job?.id !== jobId) return state;
  const start =
    progress.stage === 'running' ? (job.start ?? { at, done: progress.done }) : undefined;
  return { ...state, job: { ...job, progress, at, start } };
}

/** What came after the state that the job began from is gone: history is a line, not a tree. */
function finishJob(state: EditorState, jobId: string, result: Revision, device: Device): EditorState {
  const job = state.job;
  if (job?.id !== jobId) return state;
  const pictures = state.pictures.map((picture) => {
    if (picture.id !== job.pictureId) return picture;
    const results = [...picture.results.slice(0, picture.position), result];
    return { ...picture, results, position: results.length };
  });
  return {
    ...state,
    job: undefined,
    ended: { id: jobId, outcome: 'done' },
    pictures: trimHistory(pictures),
    // What failed on the graphics card once would fail there again, each time at the cost of a run.
    backend: device.reason === 'gpu-failed' ? 'wasm' : state.backend,
    device: state.device?.reason === 'gpu-failed' ? { ...device, reason: 'gpu-failed' } : device,
  };
}

function keepRevision(state: EditorState, revisionId: string): EditorState {
  return {
    ...state,
    pictures: state.pictures.map((picture) => ({
      ...picture,
      results: picture.results.map((result) =>
        result.id === revisionId ? { ...result, safe: true } : result,
      ),
    })),
  };
}
