import type { MaskShape } from '../../images/mask';
import type { AiMark } from '../../images/xmp';
import type { BackendChoice, Device, Hint, JobProgress } from '../../messages/editor-port';
import type { ErrorCode } from '../../messages/errors';
import type { Library } from '../../messages/library';
import type { Acquisition } from '../../messages/requests';
import { findTask } from '../../models/tasks/registry';
import type { OptionValues, Size } from '../../models/tasks/task';
import type { Batch, Step } from './batch';
import { trimHistory, unsavedResults, watchedMaking } from './history';
import { maskFor, withFound, withObject, withoutObject, type Brush, type PictureMask } from './marking';
import { isOfMarked } from './partial';
import type { ProgressPoint } from './time-left';
import { emptyTrail, pruned, recorded, stepped, withMask, type Trail } from './trail';
import type { Looked } from './veil';

/** How something was made that nobody drew or photographed. */
export interface Made {
  /** All of the tool's options, with the seed that was used. */
  options: OptionValues;
  /** Id of the model of the library; none for the one that ships. */
  model: string | undefined;
  modelName: string;
  /** Whether it was stopped, and this is how far it had come. */
  unfinished: boolean;
}

/** One state of a picture: as it came, or as a tool left it. */
export interface Revision {
  id: string;
  blob: Blob;
  width: number;
  height: number;
  /** The tool that made it; none for a picture as it came. */
  task: string | undefined;
  /** Id of the state that it was made from. */
  from?: string;
  /** How the tool was run, where it can be run so on another picture: not on what was marked by hand. */
  step?: Step;
  /** Of what was made up by a model. */
  made?: Made;
  /** What files are to say of it; nothing where no model made any of it up. */
  source?: AiMark['source'];
  /** Where a classifier was to look at it, or at what it was made from. */
  looked?: Looked;
  /** Whether it is hidden until the person shows it. */
  isVeiled?: boolean;
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
  /** How a page's picture was got; `file` for one from disk, `made` for one from words. */
  acquisition: Acquisition | 'made';
  animated: boolean;
  /** The file has more bits for each colour than results have. */
  sixteenBit: boolean;
  original: Revision;
  results: readonly Revision[];
  position: number;
  /** What the person marked of it; it holds for states of the size that it was drawn on. */
  mask?: PictureMask;
  /** Where undo and redo lead. */
  trail: Trail;
}

export interface RunningJob {
  id: string;
  /** The picture that it works on; none where it makes one. */
  pictureId: string | undefined;
  /** Id of the state that it works on. */
  inputId?: string;
  /** Size of the picture that it makes. */
  making: Size | undefined;
  task: string;
  /** Where the person pointed, of a search for the object that is there. */
  hints?: readonly Hint[];
  /** Whether what was made from the same state before stays beside the result. */
  keepsOthers: boolean;
  /** Which of several that are made one after the other, from 0, and how many these are. */
  turn: number;
  turns: number;
  /** Whether a classifier will look at what it makes, or it works on something hidden: nothing of its preview shows clearly. */
  isWatched: boolean;
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
  /** Of a search for an object: where the person pointed. */
  hints?: readonly Hint[];
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
  /** Whether a picture that is being made from nothing is looked at, as long as it is, instead of the active one. */
  watchesMaking: boolean;
  /** The picture that was looked at before this one. */
  previousId: string | undefined;
  task: string;
  /** The tool that was chosen last of those that work on a picture. */
  pictureTask: string;
  /** What the person changed of each tool's options. */
  options: Readonly<Record<string, Partial<OptionValues>>>;
  /** Of which tools, that work on whole pictures, nothing but what is marked is to change. */
  partial: Readonly<Record<string, boolean>>;
  /** With what the next part of a picture is marked. */
  brush: Brush;
  /** Whether marks are shown, on what they were made on, in place of the result that was made with them. */
  isCorrecting?: boolean;
  /** Ids of the models that were chosen, by `needKey`; without one the built-in model is used. */
  models: Readonly<Record<string, string>>;
  /** What the library holds; `undefined` until it has said so. */
  library: Library | undefined;
  backend: BackendChoice;
  job: RunningJob | undefined;
  /** Several pictures that the same is done to; the last one stays until it is dismissed. */
  batch: Batch | undefined;
  /** The job that ended last. */
  ended: EndedJob | undefined;
  /** What the last finished job ran on. */
  device: Device | undefined;
  failure: Failure | undefined;
  /** Pictures that are being opened. */
  opening: number;
  /** Unsaved results that were let go because there were too many bytes of them. */
  letGo: number;
}

export type EditorAction =
  | { type: 'opening-started' }
  | { type: 'opening-ended' }
  | { type: 'picture-opened'; picture: Picture }
  | { type: 'picture-selected'; id: string }
  /** What is being made from nothing is to be looked at. */
  | { type: 'making-selected' }
  | { type: 'picture-closed'; id: string }
  | { type: 'cleared' }
  | { type: 'task-selected'; task: string }
  | { type: 'options-changed'; task: string; values: Partial<OptionValues> }
  | { type: 'mask-changed'; pictureId: string; mask: PictureMask | undefined }
  /** Whoever points at the picture next means another object. */
  | { type: 'object-left'; pictureId: string }
  | { type: 'brush-changed'; brush: Brush }
  /** Whether a tool that works on whole pictures is to change what is marked alone. */
  | { type: 'partial-changed'; task: string; isPartial: boolean }
  | { type: 'correcting-changed'; isCorrecting: boolean }
  | { type: 'model-chosen'; need: string; model: string | undefined }
  | { type: 'library-changed'; library: Library }
  | { type: 'backend-chosen'; backend: BackendChoice }
  | { type: 'position-changed'; position: number }
  /** Undo (−1) or redo (1). */
  | { type: 'stepped'; by: 1 | -1 }
  | { type: 'job-started'; job: RunningJob }
  | { type: 'job-watched'; jobId: string }
  | { type: 'job-progressed'; jobId: string; progress: JobProgress; at: number }
  /** `device` is missing where it was cancelled, and the result is how far it had come. */
  | { type: 'job-finished'; jobId: string; result: Revision; device: Device | undefined }
  /** A tool marked by itself what it is about. */
  | { type: 'job-found'; jobId: string; shapes: readonly MaskShape[]; size: Size; device: Device }
  | { type: 'job-ended'; jobId: string; failure: ErrorCode | undefined; detail?: string | undefined }
  | { type: 'revision-kept'; revisionId: string }
  | { type: 'veil-changed'; revisionId: string; isVeiled: boolean }
  | { type: 'look-dismissed'; revisionId: string }
  | { type: 'batch-started'; batch: Batch }
  | { type: 'batch-changed'; change: Partial<Batch> }
  | { type: 'batch-dismissed' }
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
        watchesMaking: false,
        previousId: state.activeId,
        // Who opens a picture wants to do something with it.
        task: worksOnPicture(state.task) ? state.task : state.pictureTask,
      };
    case 'picture-selected':
      return state.pictures.some((picture) => picture.id === action.id)
        ? {
            ...state,
            activeId: action.id,
            watchesMaking: false,
            isCorrecting: false,
            previousId: action.id === state.activeId ? state.previousId : state.activeId,
            failure: keepsFailure(state.failure),
          }
        : state;
    case 'making-selected':
      return state.job?.making ? { ...state, watchesMaking: true } : state;
    case 'picture-closed':
      return closePicture(state, action.id);
    case 'cleared':
      return { ...withoutJob(state), pictures: [], activeId: undefined, watchesMaking: false, previousId: undefined, batch: undefined, failure: undefined, letGo: 0 };
    case 'task-selected':
      return {
        ...state,
        task: action.task,
        isCorrecting: false,
        pictureTask: worksOnPicture(action.task) ? action.task : state.pictureTask,
        failure: undefined,
      };
    case 'options-changed':
      return { ...state, options: { ...state.options, [action.task]: action.values } };
    case 'mask-changed':
      return {
        ...state,
        isCorrecting: true,
        pictures: state.pictures.map((picture) => (picture.id === action.pictureId ? recorded(picture, withMask(picture, action.mask), state.task) : picture)),
      };
    case 'object-left':
      return {
        ...state,
        pictures: state.pictures.map((picture) =>
          // Nothing is marked otherwise than before, so there is nothing to undo.
          picture.id === action.pictureId && picture.mask ? withMask(picture, withoutObject(picture.mask)) : picture,
        ),
      };
    case 'brush-changed':
      return { ...state, brush: action.brush };
    case 'partial-changed':
      return { ...state, partial: { ...state.partial, [action.task]: action.isPartial } };
    case 'correcting-changed':
      return { ...state, isCorrecting: action.isCorrecting };
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
      return changeActive({ ...state, isCorrecting: false }, (picture) => {
        const position = Math.min(Math.max(0, action.position), picture.results.length);
        return recorded(picture, { ...picture, position }, state.task);
      });
    case 'stepped':
      return stepActive(state, action.by);
    case 'job-started':
      return {
        ...state,
        job: action.job,
        // Between two of several, what is looked at stays.
        watchesMaking: action.job.turn === 0 ? action.job.making !== undefined : state.watchesMaking,
        failure: undefined,
      };
    case 'job-watched':
      return state.job?.id === action.jobId ? { ...state, job: { ...state.job, isWatched: true } } : state;
    case 'job-progressed':
      return progressJob(state, action.jobId, action.progress, action.at);
    case 'job-finished':
      return finishJob(state, action.jobId, action.result, action.device);
    case 'job-found':
      return endSearch(state, action);
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
          ...(state.job.pictureId === undefined ? {} : { pictureId: state.job.pictureId }),
          ...(state.job.hints === undefined ? {} : { hints: state.job.hints }),
        },
      };
    case 'revision-kept':
      return changeRevision(state, action.revisionId, (revision) => ({ ...revision, safe: true }));
    case 'veil-changed':
      return changeRevision(state, action.revisionId, (revision) => ({ ...revision, isVeiled: action.isVeiled }));
    case 'look-dismissed':
      return changeRevision(state, action.revisionId, ({ looked: _told, ...revision }) => revision);
    case 'batch-started':
      return { ...state, batch: action.batch, failure: undefined };
    case 'batch-changed':
      return state.batch ? { ...state, batch: { ...state.batch, ...action.change } } : state;
    case 'batch-dismissed':
      return { ...state, batch: undefined };
    case 'failed':
      return { ...state, failure: action.failure };
    case 'failure-dismissed':
      return { ...state, failure: undefined };
  }
}

function worksOnPicture(task: string): boolean {
  return findTask(task)?.input !== 'nothing';
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

/** Marks that change are to be seen: where the chosen tool shows none, the one that they were made with does. */
function stepActive(state: EditorState, by: 1 | -1): EditorState {
  const before = state.pictures.find(({ id }) => id === state.activeId);
  const step = before && stepped(before, by);
  if (!step) return state;
  const isOfMarks = step.picture.mask !== before.mask;
  const next = changeActive({ ...state, isCorrecting: isOfMarks }, () => step.picture);
  if (!isOfMarks || marks(state, state.task) || !marks(state, step.task)) return next;
  return { ...reduce(next, { type: 'task-selected', task: step.task }), isCorrecting: true };
}

/** Whether what is marked shows with a tool. */
function marks(state: EditorState, task: string): boolean {
  const meta = findTask(task);
  return meta !== undefined && isOfMarked(state, meta);
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

/** A picture that begins with what was made from words. */
function pictureOf(result: Revision): Picture {
  const words = String(result.made?.options.prompt ?? '').trim();
  const name = words.length > longestName ? `${words.slice(0, longestName - 1).trimEnd()}…` : words;
  return {
    id: result.id,
    name,
    description: words,
    acquisition: 'made',
    animated: false,
    sixteenBit: false,
    original: result,
    results: [],
    position: 0,
    trail: emptyTrail,
  };
}

/** Characters of a prompt that serve as a picture's name. */
const longestName = 60;

/**
 * What was found takes the place of what was marked before, an object only of what was found of it before; where it is
 * nothing, that stays and it is said.
 */
function endSearch(state: EditorState, { jobId, shapes, size, device }: Extract<EditorAction, { type: 'job-found' }>): EditorState {
  const { job } = state;
  if (job?.id !== jobId) return state;
  const { pictureId, hints } = job;
  const [first] = shapes;
  if (!first) return reduce(state, { type: 'job-ended', jobId, failure: 'nothing-found' });
  return {
    ...state,
    job: undefined,
    ended: { id: jobId, outcome: 'done' },
    isCorrecting: pictureId === state.activeId ? true : state.isCorrecting === true,
    ...ranOn(state, device),
    pictures: state.pictures.map((picture) => {
      if (picture.id !== pictureId) return picture;
      const marked = maskFor(picture.mask, size);
      const all = withFound(withoutObject(marked), shapes, job.task);
      // What points marks for the tool that is chosen.
      return recorded(picture, withMask(picture, hints ? withObject(marked, first, hints) : all), hints ? state.task : job.task);
    }),
  };
}

/** What a job ran on, and what the next is to run on. */
function ranOn(state: EditorState, device: Device): Pick<EditorState, 'backend' | 'device'> {
  return {
    // What failed on the graphics card once would fail there again, each time at the cost of a run.
    backend: device.reason === 'gpu-failed' ? 'wasm' : state.backend,
    device: state.device?.reason === 'gpu-failed' ? { ...device, reason: 'gpu-failed' } : device,
  };
}

/**
 * What came after the state that the job began from is gone: history is a line, not a tree. Only where a tool
 * makes things up, and another run is another attempt, does it go to the end of the line.
 */
function finishJob(state: EditorState, jobId: string, result: Revision, device: Device | undefined): EditorState {
  const job = state.job;
  if (job?.id !== jobId) return state;
  const add = (picture: Picture): Picture => {
    if (picture.id !== job.pictureId) return picture;
    const start = startOf(picture, job);
    const after = picture.results.slice(start);
    // What a model made up comes never again.
    const keepsAll = job.keepsOthers || after.some(({ made, safe }) => made && !safe);
    const before = keepsAll ? picture.results : picture.results.slice(0, start);
    // What was stopped is there to be looked at; the next run begins where this one did.
    const results = [...before, result];
    if (!device) return pruned({ ...picture, results });
    return recorded(picture, { ...picture, results, position: results.length }, job.task);
  };
  const made = job.pictureId === undefined ? pictureOf(result) : undefined;
  // It takes the place of its preview, and of nothing else that the person looks at meanwhile.
  const shown = watchedMaking(state) ? made : undefined;
  const pictures = made ? [...state.pictures, made] : state.pictures.map(add);
  const kept = trimHistory(pictures);
  const next = {
    ...state,
    job: undefined,
    ended: { id: jobId, outcome: device ? 'done' : 'cancelled' },
    isCorrecting: job.pictureId === state.activeId ? false : state.isCorrecting === true,
    pictures: kept,
    letGo: state.letGo + unsavedResults(pictures) - unsavedResults(kept),
    activeId: shown?.id ?? state.activeId,
    // The first of several stays in view while the others are made.
    watchesMaking: state.watchesMaking && job.turn > 0,
    previousId: shown ? state.activeId : state.previousId,
  } as const;
  if (!device) return next;
  return { ...next, ...ranOn(state, device) };
}

/** How many results stay before that of a job: those up to the state that is looked at, or that it goes back to. */
function startOf({ results, position, original }: Picture, { inputId, task }: RunningJob): number {
  if (findTask(task)?.refines !== true || inputId === undefined) return position;
  const at = inputId === original.id ? 0 : results.findIndex(({ id }) => id === inputId) + 1;
  return at === 0 && inputId !== original.id ? position : at;
}

function changeRevision(state: EditorState, revisionId: string, change: (revision: Revision) => Revision): EditorState {
  const changed = (revision: Revision) => (revision.id === revisionId ? change(revision) : revision);
  return {
    ...state,
    pictures: state.pictures.map((picture) => ({
      ...picture,
      original: changed(picture.original),
      results: picture.results.map(changed),
    })),
  };
}
