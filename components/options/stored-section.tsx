import { Download, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { toErrorCode, type ErrorCode } from '../../messages/errors';
import { Button } from '../controls/button';
import { download } from '../download';
import { useI18n } from '../i18n/context';
import { errorKey } from '../i18n/keys';
import type { OptionsServices, StoredEntry } from './services';

/** What is kept on the device, to read, to save a copy of and to erase. */
export function StoredSection(props: { services: OptionsServices; onErased: () => void }): ReactNode {
  const { services, onErased } = props;
  const { t, bytes } = useI18n();
  const [entries, setEntries] = useState<readonly StoredEntry[]>([]);
  const [asking, setAsking] = useState(false);
  const [erased, setErased] = useState(false);
  const [failure, setFailure] = useState<ErrorCode | undefined>(undefined);

  const tell = useCallback((error: unknown) => setFailure(toErrorCode(error)), []);
  useEffect(() => {
    services.listStored().then(setEntries, tell);
  }, [services, tell]);

  const erase = async (): Promise<void> => {
    await services.erase();
    setEntries(await services.listStored());
    setAsking(false);
    setErased(true);
    onErased();
  };

  return (
    <section className="options__section" aria-labelledby="stored-title">
      <h2 id="stored-title">{t('stored_title')}</h2>
      <p className="quiet">{t('stored_text')}</p>
      {entries.length === 0 ? (
        <p>{t('stored_none')}</p>
      ) : (
        <div className="options__stored">
          {entries.map((entry) => (
            <details key={entry.key}>
              <summary>
                <span>{entry.key === 'settings' ? t('stored_settings') : entry.key}</span>
                <span>{bytes(entry.bytes)}</span>
              </summary>
              <pre className="options__code">{entry.value}</pre>
            </details>
          ))}
          <p className="quiet">
            {t('stored_total')}: {bytes(entries.reduce((sum, entry) => sum + entry.bytes, 0))}
          </p>
        </div>
      )}
      <div className="options__buttons">
        <Button
          icon={Download}
          isDisabled={entries.length === 0}
          onPress={() => download(asJson(entries), 'imaginex-stored.json')}
        >
          {t('stored_export')}
        </Button>
        {asking ? (
          <>
            <p>{t('stored_erase_really')}</p>
            <Button icon={Trash2} onPress={() => void erase().catch(tell)}>
              {t('stored_erase')}
            </Button>
            <Button kind="quiet" onPress={() => setAsking(false)}>
              {t('cancel')}
            </Button>
          </>
        ) : (
          <Button icon={Trash2} isDisabled={entries.length === 0} onPress={() => setAsking(true)}>
            {t('stored_erase')}
          </Button>
        )}
      </div>
      <p role="status">{erased && t('stored_erased')}</p>
      {failure && <p role="alert">{t(errorKey(failure))}</p>}
    </section>
  );
}

function asJson(entries: readonly StoredEntry[]): Blob {
  const content: Record<string, unknown> = {};
  for (const { key, value } of entries) content[key] = JSON.parse(value);
  return new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
}
