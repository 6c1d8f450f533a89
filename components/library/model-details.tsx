import { Fragment, type ReactNode } from 'react';
import type { Model } from '../../models/catalog/model';
import { useI18n } from '../i18n/context';
import type { ModelEntry } from './entries';
import { hubHost } from './hosts';
import { shownLicence } from './licence';
import { LicenceWords } from './licence-words';
import { familyKey, needsOf, originKey, speedsOf } from './words';

/** Everything that is known of a model, folded away. */
export function ModelDetails(props: { entry: ModelEntry; model: Model }): ReactNode {
  const { entry, model } = props;
  const { held } = entry;
  const i18n = useI18n();
  const { t, date } = i18n;
  const { source } = model;
  const needs = needsOf(model, i18n);
  const speeds = speedsOf(held, i18n);
  const commit = held?.commit ?? (source.kind === 'hub' ? source.commit : undefined);

  const facts: (readonly [string, ReactNode])[] = [
    [t('model_fact_licence'), <LicenceWords key="licence" licence={shownLicence(model, entry.isCatalog)} />],
    [
      t('model_fact_source'),
      source.kind === 'hub' ? `${hubHost}/${source.repo}` : t(`model_source_${source.kind}`),
    ],
    // Of the catalog's it is known; of others it can only be guessed.
    ...(model.kind === 'preview-decoder' && !entry.isCatalog
      ? [[t('model_fact_family'), t('model_family_guessed', t(familyKey(model)))] as const]
      : []),
    ...(commit === undefined ? [] : [[t('model_fact_version'), <code key="commit">{commit.slice(0, 12)}</code>] as const]),
    ...(model.convertedFrom === undefined ? [] : [[t('model_fact_converted'), model.convertedFrom] as const]),
    [t('model_fact_checked'), t(originKey(entry))],
    ...(needs.length === 0 ? [] : [[t('model_fact_needs'), needs.join('; ')] as const]),
    ...(speeds.length === 0 ? [] : [[t('model_fact_speed'), speeds.join('; ')] as const]),
    ...(held?.state === 'ready'
      ? [[t('model_fact_used'), held.usedAt === undefined ? t('model_fact_never') : date(held.usedAt)] as const]
      : []),
  ];
  return (
    <details className="model__details">
      <summary aria-label={t('model_action', t('model_details'), entry.name)}>{t('model_details')}</summary>
      <dl className="model-facts">
        {facts.map(([term, value]) => (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd className="library__breaks">{value}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}
