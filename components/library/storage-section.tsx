import { Lock, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { Library } from '../../messages/library';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { FailureLine } from './failure-line';
import { focusRow, focusStays } from './kept-focus';
import { LimitControl } from './limit-control';
import { Question } from './question';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

interface StorageSectionProps {
  library: Library;
  services: LibraryServices;
}

/** What models take, what is left, whether the browser may take it back, and ways to free it. */
export function StorageSection(props: StorageSectionProps): ReactNode {
  const { library, services } = props;
  const { storage } = library;
  const { t, bytes } = useI18n();
  const title = useId();
  const command = useCommand();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');
  /** The library tells it only with its next change. */
  const [promised, setPromised] = useState(false);
  const persisted = storage.persisted || promised;

  const persist = (): void =>
    command.run(async () => {
      const promised = await services.persist();
      setPromised(promised);
      setSaid(t(promised ? 'storage_persist_promised' : 'storage_persist_declined'));
    });
  const removeAll = (): void =>
    command.run(async () => {
      await services.removeAll();
      setAsking(false);
      setSaid(t('storage_deleted'));
    });

  return (
    <section {...focusRow} className="library__section" aria-labelledby={title}>
      <h3 id={title}>{t('storage_title')}</h3>
      <dl className="model-facts">
        <dt>{t('storage_used')}</dt>
        <dd data-testid="storage-used">{bytes(storage.models)}</dd>
        <dt>{t('storage_free')}</dt>
        <dd>{bytes(storage.free)}</dd>
      </dl>
      <p className="quiet">{t(persisted ? 'storage_persisted' : 'storage_evictable')}</p>
      {!services.isPrivate && (
        <>
          {!persisted && (
            <div className="library__buttons">
              <Button ref={focusStays} icon={Lock} isPending={command.isPending} onPress={persist}>
                {t('storage_persist')}
              </Button>
            </div>
          )}
          <LimitControl library={library} services={services} />
          {asking ? (
            <Question
              words={t('storage_delete_all_really')}
              yes={t('storage_delete_all')}
              isPending={command.isPending}
              onYes={removeAll}
              onNo={() => setAsking(false)}
            />
          ) : (
            <div className="library__buttons">
              <Button
                ref={focusStays}
                icon={Trash2}
                isDisabled={library.models.length === 0}
                onPress={() => setAsking(true)}
              >
                {t('storage_delete_all')}
              </Button>
            </div>
          )}
        </>
      )}
      <p role="status">{said}</p>
      <FailureLine failure={command.failure} />
    </section>
  );
}
