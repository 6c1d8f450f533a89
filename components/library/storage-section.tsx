import { Lock, Trash2 } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { Library } from '../../messages/library';
import { Button } from '../controls/button';
import { ChoiceControl } from '../controls/choice-control';
import { useI18n } from '../i18n/context';
import { FailureLine } from './failure-line';
import { focusRow, focusStays } from './kept-focus';
import { Question } from './question';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

/** What can be chosen as the most that models may take, in GB; 0 is no limit. */
const limits = [0, 1, 2, 5, 10, 20];
const gigabyte = 1e9;

interface StorageSectionProps {
  library: Library;
  services: LibraryServices;
  /** Bytes that models may take; 0 is no limit. */
  limit: number;
  onLimitChange: (bytes: number) => Promise<void>;
}

/** What models take, what is left, whether the browser may take it back, and ways to free it. */
export function StorageSection(props: StorageSectionProps): ReactNode {
  const { library, services, limit, onLimitChange } = props;
  const { storage } = library;
  const { t, bytes } = useI18n();
  const title = useId();
  const command = useCommand();
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState('');

  const persist = (): void =>
    command.run(async () => setSaid((await services.persist()) ? '' : t('storage_persist_declined')));
  const removeAll = (): void =>
    command.run(async () => {
      await services.removeAll();
      setAsking(false);
      setSaid(t('storage_deleted'));
    });
  const changeLimit = (value: string): void => {
    command.run(() => onLimitChange(Number(value) * gigabyte));
  };

  return (
    <section {...focusRow} className="library__section" aria-labelledby={title}>
      <h3 id={title}>{t('storage_title')}</h3>
      <dl className="model-facts">
        <dt>{t('storage_used')}</dt>
        <dd data-testid="storage-used">{bytes(storage.models)}</dd>
        <dt>{t('storage_free')}</dt>
        <dd>{bytes(storage.free)}</dd>
      </dl>
      <p className="quiet">{t(storage.persisted ? 'storage_persisted' : 'storage_evictable')}</p>
      {!services.isPrivate && (
        <>
          {!storage.persisted && (
            <div className="library__buttons">
              <Button ref={focusStays} icon={Lock} isPending={command.isPending} onPress={persist}>
                {t('storage_persist')}
              </Button>
            </div>
          )}
          <ChoiceControl
            label={t('storage_limit')}
            help={t('storage_limit_help')}
            choices={limits.map((value) => ({
              value: String(value),
              label: value === 0 ? t('storage_limit_none') : bytes(value * gigabyte),
            }))}
            value={String(limit / gigabyte)}
            initial="0"
            onChange={changeLimit}
          />
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
