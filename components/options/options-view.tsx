import { useState, type ReactNode } from 'react';
import type { Settings } from '../../messages/settings';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useI18n } from '../i18n/context';
import { LibraryView } from '../library/library-view';
import { AboutTab } from './about-tab';
import { GeneralTab } from './general-tab';
import { PrivacyTab } from './privacy-tab';
import type { OptionsServices } from './services';
import './options-view.css';

interface OptionsViewProps {
  services: OptionsServices;
  /** The tab that is open at first. */
  initialTab: string;
}

/** The settings page. */
export function OptionsView(props: OptionsViewProps): ReactNode {
  const { services, initialTab } = props;
  const { t } = useI18n();
  const [settings, setSettings] = useState(services.initial);
  const change = (part: Partial<Settings>): void => setSettings((before) => ({ ...before, ...part }));
  return (
    <main className="options">
      <h1 className="options__title">
        <img src="/icon/48.png" alt="" className="options__logo" />
        {t('options_title')}
      </h1>
      <Tabs className="options__tabs" defaultSelectedKey={initialTab}>
        <TabList className="tabs" aria-label={t('options_title')}>
          <Tab id="models" className="tab">
            {t('tab_models')}
          </Tab>
          <Tab id="privacy" className="tab">
            {t('tab_privacy')}
          </Tab>
          <Tab id="general" className="tab">
            {t('tab_general')}
          </Tab>
          <Tab id="about" className="tab">
            {t('tab_about')}
          </Tab>
        </TabList>
        <TabPanel id="models" className="options__panel">
          <h2>{t('library_title')}</h2>
          <LibraryView services={services.library} />
        </TabPanel>
        <TabPanel id="general" className="options__panel">
          <GeneralTab services={services} settings={settings} onChange={change} />
        </TabPanel>
        <TabPanel id="privacy" className="options__panel">
          <PrivacyTab
            services={services}
            onErased={() => setSettings(services.defaults)}
          />
        </TabPanel>
        <TabPanel id="about" className="options__panel">
          <AboutTab services={services} />
        </TabPanel>
      </Tabs>
    </main>
  );
}
