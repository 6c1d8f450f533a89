import { OptionsView } from '../../components/options/options-view';
import { showPage } from '../../components/page';
import { defaultSettings, type Settings } from '../../messages/settings';
import { HostConnection } from '../../platform/host-connection';
import { applyLanguage, loadStrings } from '../../platform/i18n';
import { readSettings, writeSettings } from '../../platform/settings';
import { isPrivate, pickKeys, version } from '../../platform/extension';
import { promises } from '../../privacy/promises';
import { eraseEverything, listStored } from '../../privacy/stored';

const settings = await readSettings();
const strings = await loadStrings(settings.language);
applyLanguage(strings);

const host = new HostConnection();

async function speak(language: Settings['language']): Promise<void> {
  const words = await loadStrings(language);
  applyLanguage(words);
  document.title = words('options_title');
  show(words);
}

const show = showPage(
  strings,
  <OptionsView
    initialTab={location.hash === '#privacy' ? 'privacy' : 'general'}
    services={{
      version,
      initial: settings,
      defaults: defaultSettings,
      isPrivate,
      pickKeys: await pickKeys(),
      promises: promises.map((promise) => promise.words),
      async save(next) {
        await writeSettings(next);
        await speak(next.language);
      },
      listStored,
      async erase() {
        await eraseEverything();
        await speak(defaultSettings.language);
      },
      async describeDevice() {
        try {
          return await host.describeDevice((await readSettings()).backend);
        } finally {
          await host.close();
        }
      },
    }}
  />,
);
document.title = strings('options_title');
