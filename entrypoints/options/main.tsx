import { OptionsView } from '../../components/options/options-view';
import { showPage } from '../../components/page';
import { HostConnection } from '../../platform/host-connection';
import { applyLanguage, loadStrings } from '../../platform/i18n';
import { defaultSettings, readSettings, writeSettings } from '../../platform/settings';
import { isPrivate, pickKeys, version } from '../../platform/extension';
import { promises } from '../../privacy/promises';
import { eraseEverything, listStored } from '../../privacy/stored';

const settings = await readSettings();
const strings = await loadStrings(settings.language);
applyLanguage(strings);

const host = new HostConnection();

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
        const words = await loadStrings(next.language);
        applyLanguage(words);
        document.title = words('options_title');
        show(words);
      },
      listStored,
      erase: eraseEverything,
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
