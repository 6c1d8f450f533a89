import type { BackendChoice } from '../../messages/editor-port';
import { tasks } from '../../models/tasks/registry';
import { EditorCommands } from './commands';
import type { Editor } from './context';
import { ObjectUrls } from './object-urls';
import { PreviewSurface } from './preview-surface';
import type { EditorServices } from './services';
import type { EditorState } from './state';
import { createEditorStore } from './store';

/** An editor with nothing open, ready to be shown. */
export function createEditor(
  services: EditorServices,
  backend: BackendChoice,
  models: EditorState['models'],
): Editor {
  const store = createEditorStore({
    pictures: [],
    activeId: undefined,
    task: tasks[0]?.id ?? '',
    options: {},
    models,
    library: undefined,
    backend,
    job: undefined,
    ended: undefined,
    device: undefined,
    failure: undefined,
    opening: 0,
  });
  const preview = new PreviewSurface();
  const commands = new EditorCommands(store, services, preview);
  return { store, commands, services, preview, urls: new ObjectUrls() };
}
