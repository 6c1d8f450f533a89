import { X } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { keyLabel } from '../key-label';
import { useEditor } from './context';
import { shortcutsInUse } from './shortcuts';
import '../controls/overlay.css';

/** All keys, under `?`. */
export function ShortcutsDialog(props: { isOpen: boolean; onOpenChange: (open: boolean) => void }): ReactNode {
  const { t } = useI18n();
  const { services } = useEditor();
  return (
    <ModalOverlay className="modal-shade" isDismissable {...props}>
      <Modal className="modal">
        <Dialog className="dialog">
          <header className="dialog__head">
            <Heading slot="title" level={2}>
              {t('action_help')}
            </Heading>
            <IconButton icon={X} label={t('close')} onPress={() => props.onOpenChange(false)} />
          </header>
          <dl className="facts">
            {shortcutsInUse(services.singleKeys).map(({ action, keys }) => (
              <Fragment key={action}>
                <dt>{t(`action_${action}`)}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{keyLabel(key)}</kbd>
                  ))}
                </dd>
              </Fragment>
            ))}
            <dt>{t('action_paste')}</dt>
            <dd>
              <kbd>{keyLabel('Mod+V')}</kbd>
            </dd>
          </dl>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
