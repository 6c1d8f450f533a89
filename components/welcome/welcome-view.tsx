import type { ReactNode } from 'react';
import { sampleFiles, sampleName } from '../samples';
import { useI18n } from '../i18n/context';
import type { MessageKey } from '../i18n/keys';
import '../sample.css';
import './welcome-view.css';

export const explainedPermissions = [
  'activeTab',
  'scripting',
  'contextMenus',
  'storage',
  'offscreen',
] as const;

type Explained = (typeof explainedPermissions)[number];

interface WelcomeViewProps {
  /** Those of the manifest of this browser. */
  permissions: readonly Explained[];
  pinning: Extract<MessageKey, `welcome_pin_${string}`>;
}

/** Shown once, after installing. */
export function WelcomeView(props: WelcomeViewProps): ReactNode {
  const { t } = useI18n();
  return (
    <main className="welcome">
      <header className="welcome__head">
        <img src="/icon/128.png" alt="" className="welcome__logo" />
        <h1>{t('welcome_title')}</h1>
      </header>
      <ul className="welcome__sentences">
        <li>{t('welcome_1')}</li>
        <li>{t('welcome_2')}</li>
        <li>{t('welcome_3')}</li>
      </ul>
      <section className="welcome__section">
        <h2>{t('welcome_try')}</h2>
        <div className="welcome__samples">
          {sampleName.options.map((sample) => (
            <a key={sample} className="sample" href={`/editor.html#sample=${sample}`}>
              <img src={sampleFiles[sample]} alt="" className="sample__picture" />
              <span>{t(`sample_${sample}`)}</span>
            </a>
          ))}
        </div>
        <p>
          <a href="/editor.html">{t('welcome_open')}</a>
        </p>
      </section>
      <section className="welcome__section">
        <h2>{t('welcome_pin')}</h2>
        <p>{t(props.pinning)}</p>
      </section>
      <section className="welcome__section">
        <h2>{t('welcome_permissions')}</h2>
        <dl className="welcome__permissions">
          {props.permissions.map((permission) => (
            <div key={permission}>
              <dt>{t(`permission_${permission}`)}</dt>
              <dd className="quiet">{t(`permission_${permission}_text`)}</dd>
            </div>
          ))}
        </dl>
        <p>
          <a href="/options.html#privacy">{t('welcome_privacy')}</a>
        </p>
      </section>
    </main>
  );
}
