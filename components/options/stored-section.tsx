import { Download, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { toFailure, type Failure } from '../../messages/errors';
import type { StoredItem } from '../../privacy/stored';
import { Button } from '../controls/button';
import { download } from '../download';
import { useI18n } from '../i18n/context';
import { FailureLine } from '../library/failure-line';
import type { OptionsServices } from './services';

type Step = 'rest' | 'asking' | 'declined' | 'erased';

/** What is kept on the device, to read, to save a copy of and to erase. */
export function StoredSection(props: { services: OptionsServices; onErased: () => void }): ReactNode {
  const { services, onErased } = props;
  const { t, bytes } = useI18n();
  const [entries, setEntries] = useState<readonly StoredItem[]>([]);
  const [step, setStep] = useState<Step>('rest');
  const [failure, setFailure] = useState<Failure | undefined>(undefined);

  const tell = useCallback((error: unknown) => setFailure(toFailure(error)), []);
  useEffect(() => {
    services.listStored().then(setEntries, tell);
  }, [services, tell]);

  // What has the focus goes with each step.
  const eraseButton = useRef<HTMLButtonElement>(null);
  const cancelButton = useRef<HTMLButtonElement>(null);
  const outcome = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (step === 'asking') cancelButton.current?.focus();
    if (step === 'declined') eraseButton.current?.focus();
    if (step === 'erased') outcome.current?.focus();
  }, [step]);
  const question = useId();

  const erase = async (): Promise<void> => {
    setFailure(undefined);
    try {
      await services.erase();
      setStep('erased');
    } finally {
      // Whatever failed, the rest is gone.
      onErased();
      setEntries(await services.listStored());
    }
  };

  return (
    <section className="options__section" aria-labelledby="stored-title">
      <h2 id="stored-title">{t('stored_title')}</h2>
      <p className="quiet">{t('stored_text')}</p>
      {services.isPrivate && <p>{t('stored_private')}</p>}
      {entries.length === 0 ? (
        <p>{t('stored_none')}</p>
      ) : (
        <div className="options__stored">
          {entries.map((entry) => (
            <details key={entry.key}>
              <summary>
                <span>{entry.key === 'settings' ? t('stored_settings') : entry.key}</span>
                {entry.bytes !== undefined && <span>{bytes(entry.bytes)}</span>}
              </summary>
              <pre className="options__code">{entry.value}</pre>
            </details>
          ))}
          <p className="quiet">
            {t('stored_total')}: {bytes(entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0))}
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
        {step === 'asking' ? (
          // A group, so that the question is read with the first button that gets the focus.
          <div className="options__buttons" role="group" aria-labelledby={question}>
            <p id={question}>{t('stored_erase_really')}</p>
            <Button icon={Trash2} onPress={() => void erase().catch(tell)}>
              {t('stored_erase')}
            </Button>
            <Button ref={cancelButton} kind="quiet" onPress={() => setStep('declined')}>
              {t('cancel')}
            </Button>
          </div>
        ) : (
          <Button
            ref={eraseButton}
            icon={Trash2}
            isDisabled={entries.length === 0 || services.isPrivate}
            onPress={() => setStep('asking')}
          >
            {t('stored_erase')}
          </Button>
        )}
      </div>
      <p ref={outcome} role="status" tabIndex={-1}>
        {step === 'erased' && t('stored_erased')}
      </p>
      <FailureLine failure={failure} />
    </section>
  );
}

function asJson(entries: readonly StoredItem[]): Blob {
  const content: Record<string, unknown> = {};
  for (const { key, value } of entries) content[key] = JSON.parse(value);
  return new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' });
}
