import { OptionsView } from '../../components/options/options-view';
import { showPage } from '../../components/page';
import { defaultSettings, type Settings } from '../../messages/settings';
import { HostConnection } from '../../platform/host-connection';
import { LibraryConnection } from '../../platform/library-connection';
import { applyLanguage, loadStrings } from '../../platform/i18n';
import { changeSettings, readSettings } from '../../platform/settings';
import { isPrivate, pickKeys, version } from '../../platform/extension';
import { promises } from '../../privacy/promises';
import { eraseWithModels } from '../../privacy/erase';
import { holdsModels, listStored } from '../../privacy/stored';

const settings = await readSettings();
const strings = await loadStrings(settings.language);
applyLanguage(strings);

const host = new HostConnection();
const library = new LibraryConnection();

/** `#models` and `#privacy` lead to those tabs. */
function initialTab(): string {
  const named = location.hash.slice(1);
  return named === 'models' || named === 'privacy' ? named : 'general';
}

async function speak(language: Settings['language']): Promise<void> {
  const words = await loadStrings(language);
  applyLanguage(words);
  document.title = words('options_title');
  show(words);
}

const show = showPage(
  strings,
  <OptionsView
    initialTab={initialTab()}
    services={{
      version,
      initial: settings,
      defaults: defaultSettings,
      isPrivate,
      pickKeys: await pickKeys(),
      promises: promises.map((promise) => promise.words),
      library,
      holdsModels,
      async save(change) {
        await changeSettings(change);
        if (change.language) await speak(change.language);
      },
      listStored,
      async erase() {
        try {
          await eraseWithModels(library);
        } finally {
          await speak(defaultSettings.language);
        }
      },
      async describeDevice() {
        try {
          return await host.describeDevice((await readSettings()).backend);
        } finally {
          host.close();
        }
      },
    }}
  />,
);
document.title = strings('options_title');
