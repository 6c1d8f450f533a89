import { EditorProvider } from '../../components/editor/context';
import { createEditor } from '../../components/editor/create-editor';
import { EditorView } from '../../components/editor/editor-view';
import { showPage } from '../../components/page';
import { openPicture } from '../../images/open-picture';
import { encodePicture } from '../../images/save-picture';
import { backendChoice } from '../../messages/editor-port';
import { HostConnection } from '../../platform/host-connection';
import { LibraryConnection } from '../../platform/library-connection';
import { applyLanguage, loadStrings } from '../../platform/i18n';
import { changeSettings, readSettings } from '../../platform/settings';
import { allowDiscarding, openOptionsPage } from '../../platform/tabs';
import { takeRequests } from './requests';
import { readSample } from './samples';

const settings = await readSettings();
const strings = await loadStrings(settings.language);
applyLanguage(strings);

const host = new HostConnection();
/** `?backend=…` overrules the settings, so that tests can run on either. */
const forced = backendChoice.safeParse(new URLSearchParams(location.search).get('backend'));

const editor = createEditor(
  {
    openPicture,
    encodePicture,
    runJob: (signal, job, listener) => host.runJob(signal, job, listener),
    findParts: (signal, job, listener) => host.findParts(signal, job, listener),
    forget: () => host.forget(),
    describeDevice: (backend) => host.describeDevice(backend),
    readPrompt: (task, model, text) => host.readPrompt(task, model, text),
    claimPicture: (id) => host.claimPicture(id),
    readSample,
    allowDiscarding,
    openOptions: openOptionsPage,
    singleKeys: settings.singleKeys,
    library: new LibraryConnection(),
    looksAtMade: async () => (await readSettings()).looksAtMade,
    saveSettings: changeSettings,
  },
  forced.success ? forced.data : settings.backend,
  settings.models,
);

showPage(
  strings,
  <EditorProvider editor={editor}>
    <EditorView />
  </EditorProvider>,
);

if ('Suspending' in WebAssembly) {
  takeRequests(editor.commands, strings);
  window.addEventListener('hashchange', () => takeRequests(editor.commands, strings));
} else {
  editor.commands.fail('open', 'browser-too-old');
}
