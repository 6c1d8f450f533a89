import { useEffect, useState, type ReactNode } from 'react';
import { toFailure, type Failure } from '../../messages/errors';
import type { LibraryModel } from '../../messages/library';
import { useI18n } from '../i18n/context';
import { FailureLine } from '../library/failure-line';
import { hubHost } from '../library/hosts';
import { useLibrary } from '../library/use-library';
import type { OptionsServices } from './services';

/** What came from the network and is here now, counted as it comes. */
export function FetchedSection(props: { services: OptionsServices }): ReactNode {
  const { services } = props;
  const [holds, setHolds] = useState<boolean | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  useEffect(() => {
    services.holdsModels().then(setHolds, (error: unknown) => setFailure(toFailure(error)));
  }, [services]);
  // Where nothing is kept the library is not started for it.
  const library = useLibrary(holds === true ? services.library : undefined);
  const { t, number, bytes } = useI18n();
  const fetched = fetchedOf(library?.models ?? []);
  const isKnown = holds === false || library !== undefined;
  return (
    <section className="options__section">
      <h2>{t('privacy_fetched_title')}</h2>
      <FailureLine failure={failure} />
      <p data-testid="fetched">
        {!isKnown
          ? '…'
          : fetched.files === 0
          ? t('privacy_fetched_none')
          : t('privacy_fetched', number(fetched.files), hubHost, bytes(fetched.bytes))}
      </p>
    </section>
  );
}

/** Files, whole or in part, and their bytes as far as they have come. */
export function fetchedOf(models: readonly LibraryModel[]): { files: number; bytes: number } {
  const fetched = models.filter(({ origin, model, done }) => origin !== 'own' && model?.source.kind !== 'package' && done > 0);
  return {
    files: fetched.reduce((sum, { model }) => sum + (model?.source.kind === 'hub' ? model.source.files.length : 1), 0),
    bytes: fetched.reduce((sum, { done }) => sum + done, 0),
  };
}
