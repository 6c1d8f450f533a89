import type { ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import type { ShownLicence } from './licence';

/** The licence of a model, with its text and what it forbids. */
export function LicenceWords(props: { licence: ShownLicence }): ReactNode {
  const { name, nonCommercial, text, isStated } = props.licence;
  const { t } = useI18n();
  return (
    <>
      {name === '' ? t('licence_none') : isStated ? t('licence_stated', name) : name}
      {nonCommercial && (
        <>
          {' '}
          <strong className="model__warning">{t('model_noncommercial')}</strong>
        </>
      )}
      {text !== undefined && (
        <>
          {' '}
          <a href={text} target="_blank" rel="noreferrer" aria-label={`${name}: ${t('licence_text')}`}>
            {t('licence_text')}
          </a>
        </>
      )}
    </>
  );
}
