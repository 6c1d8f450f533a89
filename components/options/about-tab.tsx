import { ClipboardCopy, Gauge, Stethoscope } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Device } from '../../messages/editor-port';
import { toErrorCode, type ErrorCode } from '../../messages/errors';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey } from '../i18n/keys';
import { FailureLine } from '../library/failure-line';
import { useCommand } from '../library/use-command';
import { useLibrary } from '../library/use-library';
import { diagnosticsText, readCapabilities } from './diagnostics';
import type { OptionsServices } from './services';

export function AboutTab(props: { services: OptionsServices }): ReactNode {
  const { services } = props;
  const { t } = useI18n();
  return (
    <>
      <section className="options__section">
        <p>
          {t('about_version')} {services.version}
        </p>
        <p>
          <a href="/NOTICES.txt" target="_blank" rel="noreferrer">
            {t('about_licences')}
          </a>
        </p>
      </section>
      <Diagnostics services={services} />
    </>
  );
}

function Diagnostics(props: { services: OptionsServices }): ReactNode {
  const { services } = props;
  const { t } = useI18n();
  const [device, setDevice] = useState<Device | undefined>(undefined);
  const library = useLibrary(device && services.library);
  const text = device && diagnosticsText(services.version, device, readCapabilities(), library?.device);
  const test = useCommand();
  const [tested, setTested] = useState(false);
  const [copied, setCopied] = useState(false);
  const [failure, setFailure] = useState<ErrorCode | undefined>(undefined);

  const make = async (): Promise<void> => {
    setFailure(undefined);
    setDevice(await services.describeDevice());
  };
  const copy = async (written: string): Promise<void> => {
    setFailure(undefined);
    setCopied(false);
    await navigator.clipboard.writeText(written);
    setCopied(true);
  };
  const testDevice = (): void =>
    test.run(async () => {
      setCopied(false);
      setTested(false);
      await services.library.testDevice(true);
      setTested(true);
    });
  const tell = (fallback?: ErrorCode) => (error: unknown) => setFailure(toErrorCode(error, fallback));

  return (
    <section className="options__section">
      <h2>{t('about_diagnostics')}</h2>
      <p className="quiet">{t('about_diagnostics_help')}</p>
      {text !== undefined && <pre className="options__code">{text}</pre>}
      <div className="options__buttons">
        {text === undefined ? (
          <Button icon={Stethoscope} onPress={() => void make().catch(tell())}>
            {t('about_diagnostics_make')}
          </Button>
        ) : (
          <>
            <Button icon={ClipboardCopy} onPress={() => void copy(text).catch(tell('copy-failed'))}>
              {t('about_diagnostics_copy')}
            </Button>
            {!services.isPrivate && (
              <Button icon={Gauge} isPending={test.isPending} onPress={testDevice}>
                {t('about_test')}
              </Button>
            )}
          </>
        )}
        <span role="status">{copied ? t('copied') : tested && t('about_tested')}</span>
      </div>
      <FailureLine failure={test.failure} />
      {failure && <p role="alert">{t(errorKey(failure))}</p>}
    </section>
  );
}
