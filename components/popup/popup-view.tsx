import { ClipboardPaste, FolderOpen, ImageUp, MousePointerClick, ShieldCheck } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import type { Device } from '../../messages/editor-port';
import { CodedError, toErrorCode, type ErrorCode } from '../../messages/errors';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey } from '../i18n/keys';
import { keyLabel } from '../key-label';
import './popup-view.css';

/** What the popup starts; each resolves when it may close. */
export interface PopupActions {
  pick: () => Promise<void>;
  openEditor: () => Promise<void>;
  deliver: (blob: Blob, name: string) => Promise<void>;
  readClipboard: () => Promise<File[]>;
  /** What jobs would run on. */
  describeDevice: () => Promise<Device>;
  close: () => void;
}

/** A launcher: it starts something and goes away. */
export function PopupView(props: { actions: PopupActions }): ReactNode {
  const { actions } = props;
  const { t } = useI18n();
  const [failure, setFailure] = useState<ErrorCode | undefined>(undefined);
  const [backend, setBackend] = useState<Device['backend'] | undefined>(undefined);

  const start = (work: () => Promise<void>, fallback?: ErrorCode): void => {
    setFailure(undefined);
    work().then(
      () => actions.close(),
      (error: unknown) => setFailure(toErrorCode(error, fallback)),
    );
  };
  const deliverFirst = async (files: readonly File[]): Promise<void> => {
    const [file] = files;
    if (!file) throw new CodedError('clipboard-empty');
    await actions.deliver(file, '');
  };

  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    event.preventDefault();
    start(() => deliverFirst([...(event.clipboardData?.files ?? [])]));
  });
  useEffect(() => {
    const listening = new AbortController();
    document.addEventListener('paste', (event) => onPaste(event), { signal: listening.signal });
    return () => listening.abort();
  }, []);

  useEffect(() => {
    actions.describeDevice().then(
      (device) => setBackend(device.backend),
      // The line then says less; what is wrong is told where a job is started.
      (error: unknown) => console.warn('device', error),
    );
  }, [actions]);

  return (
    <main className="popup">
      <h1 className="popup__name">
        <img src="/icon/48.png" alt="" className="popup__logo" />
        {t('extension_name')}
      </h1>
      <Button kind="primary" icon={MousePointerClick} onPress={() => start(actions.pick)}>
        {t('popup_pick')}
      </Button>
      {failure && (
        <div className="popup__failure" role="alert" data-code={failure}>
          <p>{t(errorKey(failure), keyLabel('Mod+V'))}</p>
          {failure === 'page-refuses-scripts' && (
            <Button icon={FolderOpen} onPress={() => start(actions.openEditor)}>
              {t('popup_from_disk')}
            </Button>
          )}
        </div>
      )}
      <div className="popup__more">
        <Button icon={ImageUp} onPress={() => start(actions.openEditor)}>
          {t('popup_open_editor')}
        </Button>
        <Button
          icon={ClipboardPaste}
          onPress={() =>
            start(async () => deliverFirst(await actions.readClipboard()), 'clipboard-refused')
          }
        >
          {t('popup_paste')}
        </Button>
      </div>
      <p className="popup__line">
        <ShieldCheck aria-hidden className="button__icon" />
        <span>
          {t('popup_line')}
          <span className="popup__backend">{backend && t(`backend_${backend}`)}</span>
        </span>
      </p>
    </main>
  );
}
