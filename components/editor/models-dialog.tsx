import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { LibraryView } from '../library/library-view';
import { useEditor, useEditorState } from './context';
import '../controls/overlay.css';

interface ModelsDialogProps {
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The library of models over the editor. Closing it stops nothing. */
export function ModelsDialog(props: ModelsDialogProps): ReactNode {
  const { t } = useI18n();
  const { services } = useEditor();
  const { task } = useEditorState();
  return (
    <ModalOverlay className="modal-shade" isDismissable {...props}>
      <Modal className="modal modal--wide">
        <Dialog className="dialog">
          <header className="dialog__head">
            <Heading slot="title" level={2}>
              {t('library_title')}
            </Heading>
            <IconButton icon={X} label={t('close')} onPress={() => props.onOpenChange(false)} />
          </header>
          <LibraryView task={task} services={services.library} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
