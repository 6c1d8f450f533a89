import type { ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import type { OptionsServices } from './services';
import { FetchedSection } from './fetched-section';
import { StoredSection } from './stored-section';

/** The whole privacy page: what is promised, what is stored, and the way to be rid of it. */
export function PrivacyTab(props: { services: OptionsServices; onErased: () => void }): ReactNode {
  const { t } = useI18n();
  return (
    <>
      <section className="options__section">
        <h2>{t('privacy_title')}</h2>
        <p>{t('privacy_intro')}</p>
        <ul className="options__promises">
          {props.services.promises.map((words) => (
            <li key={words}>{t(words)}</li>
          ))}
        </ul>
        <p>{t('privacy_rights')}</p>
      </section>
      <FetchedSection services={props.services} />
      <StoredSection {...props} />
    </>
  );
}
