import { toErrorCode } from '../../messages/errors';
import { useEditor } from './context';
import { activePicture, currentRevision } from './history';
import { brushSizes } from './marking';
import { step } from './steps';
import type { Viewport } from './use-viewport';
import { canBeTakenOut } from './veil';

/** Everything that a button or a key can start. The names are those of the shortcuts. */
export interface EditorActions {
  choose: () => void;
  undo: () => void;
  redo: () => void;
  compare: () => void;
  /** Compares side by side, or on one place again. */
  beside: () => void;
  /** Shows the original until `release`. */
  hold: () => void;
  release: () => void;
  zoomIn: () => void;
  zoomOut: () => void;
  brushSmaller: () => void;
  brushLarger: () => void;
  actualSize: () => void;
  fit: () => void;
  copy: () => void;
  save: () => void;
  run: () => void;
  cancel: () => void;
  /** Says that copying worked. */
  copied: () => void;
  help: () => void;
  /** Shows the library of models. */
  models: () => void;
  options: () => void;
}

/** What can be started at once, as a button and a key do. */
export type ActionName = Exclude<keyof EditorActions, 'release' | 'copied'>;

/** The actions that belong to the page rather than to the store. */
export type PageActions = Pick<
  EditorActions,
  'choose' | 'compare' | 'beside' | 'hold' | 'release' | 'save' | 'copied' | 'help' | 'models'
>;

/** How much larger one key makes the brush. */
const brushStep = 1.25;

export function useEditorActions(
  page: PageActions,
  run: () => void,
  viewport: Viewport,
): EditorActions {
  const { store, commands, services } = useEditor();
  const resize = (factor: number): void => {
    const { brush } = store.get();
    const size = Math.min(brushSizes.max, Math.max(brushSizes.min, brush.size * factor));
    store.dispatch({ type: 'brush-changed', brush: { ...brush, size } });
  };
  const copy = async (): Promise<void> => {
    const picture = activePicture(store.get());
    if (!picture || !canBeTakenOut(picture)) return;
    const { blob, id } = currentRevision(picture);
    try {
      // Results are PNG, the one format that every clipboard takes.
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      store.dispatch({ type: 'revision-kept', revisionId: id });
      page.copied();
    } catch (error) {
      commands.fail('save', toErrorCode(error, 'copy-failed'));
    }
  };
  return {
    ...page,
    run,
    undo: () => step(store, -1),
    redo: () => step(store, 1),
    brushSmaller: () => resize(1 / brushStep),
    brushLarger: () => resize(brushStep),
    zoomIn: () => viewport.step(1),
    zoomOut: () => viewport.step(-1),
    actualSize: () => viewport.setZoom(1),
    fit: () => viewport.fit(),
    copy: () => void copy(),
    cancel: () => commands.cancel(),
    options: () => void services.openOptions().catch((error: unknown) => commands.fail('save', toErrorCode(error))),
  };
}
