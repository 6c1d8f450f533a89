import { ShieldCheck, Trash2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { Device } from '../../messages/editor-port';
import { toErrorCode, type ErrorCode } from '../../messages/errors';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey, type MessageKey } from '../i18n/keys';
import { useEditor, useEditorState } from './context';
import { hasUnsaved, memoryUse } from './history';
import { useForeignRequests } from './use-foreign-requests';
import '../controls/overlay.css';

const reasonKeys: Readonly<Record<Device['reason'], MessageKey>> = {
  gpu: 'device_gpu',
  'no-webgpu': 'device_no_webgpu',
  'no-adapter': 'device_no_adapter',
  'software-adapter': 'device_software_adapter',
  'probe-timeout': 'device_probe_timeout',
  forced: 'device_forced',
  'gpu-failed': 'device_gpu_failed',
  model: 'device_model',
};

/** "On this device": what that means right now, in numbers. */
export function ShieldControl(): ReactNode {
  const { t } = useI18n();
  const requests = useForeignRequests();
  return (
    <DialogTrigger>
      <Button kind="quiet" icon={ShieldCheck}>
        {t('on_this_device')}
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="dialog">
          <Heading slot="title" level={2}>
            {t('on_this_device')}
          </Heading>
          <p>{t('shield_text')}</p>
          <ShieldFacts requests={requests} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function ShieldFacts(props: { requests: number }): ReactNode {
  const { t, number, bytes } = useI18n();
  const state = useEditorState();
  const memory = memoryUse(state);
  const device = useDevice();
  return (
    <>
      <dl className="facts">
        <dt>{t('shield_pictures')}</dt>
        <dd data-testid="shield-pictures">
          {number(memory.pictures)} · {bytes(memory.bytes)}
        </dd>
        <dt>{t('shield_requests')}</dt>
        <dd data-testid="shield-requests">{number(props.requests)}</dd>
        <dt>{t('shield_backend')}</dt>
        <dd data-testid="shield-backend">{device.known ? t(`backend_${device.known.backend}`) : '…'}</dd>
        {device.known && (
          <>
            <dt>{t('shield_threads')}</dt>
            <dd>{number(device.known.threads)}</dd>
          </>
        )}
      </dl>
      {device.known && (
        <p className="quiet">
          {t(reasonKeys[device.known.reason])}
          {device.known.adapter !== '' && ` (${device.known.adapter})`}
        </p>
      )}
      {device.failure && <p role="alert">{t(errorKey(device.failure))}</p>}
      <ClearControl isDisabled={memory.pictures === 0} />
      <p className="quiet">{t('shield_clear_help')}</p>
    </>
  );
}

/** Clears everything; asks first when something would be lost. */
function ClearControl(props: { isDisabled: boolean }): ReactNode {
  const { t } = useI18n();
  const { commands, store } = useEditor();
  const [asking, setAsking] = useState(false);
  const clear = (): void => {
    // The button goes, or can be pressed no more: without the focus the dialog would not hear Escape.
    document.activeElement?.closest<HTMLElement>('[role=dialog]')?.focus();
    setAsking(false);
    commands.clear();
  };
  return asking ? (
    <div role="alert">
      <p>{t('clear_unsaved')}</p>
      <div className="dialog__buttons">
        <Button kind="primary" onPress={clear}>
          {t('clear_anyway')}
        </Button>
        {/* The button that brought this about is gone, and the focus must not fall on what cannot be undone. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <Button autoFocus kind="quiet" onPress={() => setAsking(false)}>
          {t('cancel')}
        </Button>
      </div>
    </div>
  ) : (
    <Button
      icon={Trash2}
      isDisabled={props.isDisabled}
      onPress={() => (hasUnsaved(store.get()) ? setAsking(true) : clear())}
    >
      {t('action_clear')}
    </Button>
  );
}

/**
 * What the last job ran on; before the first, what one would run on. That is asked for only when
 * somebody looks: finding out starts a worker.
 */
function useDevice(): { known?: Device; failure?: ErrorCode } {
  const { services } = useEditor();
  const { device, backend } = useEditorState();
  const [answer, setAnswer] = useState<{ known?: Device; failure?: ErrorCode }>({});
  const isUnknown = device === undefined;
  useEffect(() => {
    if (!isUnknown) return undefined;
    let stale = false;
    services.describeDevice(backend).then(
      (known) => !stale && setAnswer({ known }),
      (error: unknown) => !stale && setAnswer({ failure: toErrorCode(error) }),
    );
    return () => {
      stale = true;
    };
  }, [services, backend, isUnknown]);
  return device ? { known: device } : answer;
}
