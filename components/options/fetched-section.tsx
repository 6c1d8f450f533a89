import type { ReactNode } from 'react';
import type { LibraryModel } from '../../messages/library';
import { useI18n } from '../i18n/context';
import { hubHost } from '../library/hosts';
import { useLibrary } from '../library/use-library';
import type { OptionsServices } from './services';

/** What came from the network and is here now, counted as it comes. */
export function FetchedSection(props: { services: OptionsServices }): ReactNode {
  const library = useLibrary(props.services.library);
  const { t, number, bytes } = useI18n();
  if (!library) return null;
  const fetched = fetchedOf(library.models);
  return (
    <section className="options__section">
      <h2>{t('privacy_fetched_title')}</h2>
      <p data-testid="fetched">
        {fetched.files === 0
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
