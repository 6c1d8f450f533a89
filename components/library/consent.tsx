import { useId, type ReactNode } from 'react';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { hubHost, storageHosts } from './hosts';
import { focusComes } from './kept-focus';
import type { ShownLicence } from './licence';
import { LicenceWords } from './licence-words';

interface ConsentProps {
  name: string;
  /** Owner and name of the repository on the hub. */
  repo: string;
  /** `undefined` while nobody has said it. */
  bytes: number | undefined;
  /** What it is said to be, where nobody has said it exactly. */
  roughBytes?: number | undefined;
  licence: ShownLicence;
  isPending: boolean;
  /** Called within the click. */
  onYes: () => void;
  onNo: () => void;
}

/** What is asked before anything is fetched: from whom, how much, on what terms. */
export function Consent(props: ConsentProps): ReactNode {
  const { name, repo, roughBytes, licence, isPending, onYes, onNo } = props;
  const { t, bytes } = useI18n();
  const title = useId();
  const unsaid = roughBytes === undefined ? t('model_size_unknown') : t('model_size_about', bytes(roughBytes));
  return (
    // The whole of it gets the focus, so that it is read before its first button.
    <div ref={focusComes} className="question" role="group" tabIndex={-1} aria-labelledby={title}>
      <p id={title} className="question__title">
        {t('consent_title', name)}
      </p>
      <dl className="model-facts">
        <dt>{t('model_fact_source')}</dt>
        <dd>
          {t('consent_hosts', `${hubHost}/${repo}`, storageHosts)}
        </dd>
        <dt>{t('model_fact_size')}</dt>
        <dd>{props.bytes === undefined ? unsaid : bytes(props.bytes)}</dd>
        <dt>{t('model_fact_licence')}</dt>
        <dd>
          <LicenceWords licence={licence} />
        </dd>
      </dl>
      <p className="quiet">{t('consent_note')}</p>
      <div className="library__buttons">
        <Button kind="primary" isPending={isPending} onPress={onYes}>
          {t('model_download')}
        </Button>
        <Button kind="quiet" onPress={onNo}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  );
}
