import type { BackendChoice } from '../../messages/editor-port';
import { tasks } from '../../models/tasks/registry';
import { EditorCommands } from './commands';
import type { Editor } from './context';
import { initialBrush } from './marking';
import { ObjectUrls } from './object-urls';
import { PreviewSurface } from './preview-surface';
import type { EditorServices } from './services';
import type { EditorState } from './state';
import { createEditorStore } from './store';

/** With what most people begin who come with a picture. */
const firstPictureTask = 'enlarge';

/** An editor with nothing open, ready to be shown. */
export function createEditor(
  services: EditorServices,
  backend: BackendChoice,
  models: EditorState['models'],
): Editor {
  const store = createEditorStore({
    pictures: [],
    activeId: undefined,
    watchesMaking: false,
    previousId: undefined,
    task: tasks[0]?.id ?? '',
    pictureTask: firstPictureTask,
    options: {},
    partial: {},
    brush: initialBrush,
    models,
    library: undefined,
    backend,
    job: undefined,
    batch: undefined,
    ended: undefined,
    device: undefined,
    failure: undefined,
    opening: 0,
    letGo: 0,
  });
  const preview = new PreviewSurface();
  const commands = new EditorCommands(store, services, preview);
  return { store, commands, services, preview, urls: new ObjectUrls() };
}
