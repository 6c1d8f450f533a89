import { WandSparkles, X } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Button, IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { useEditor, useEditorState } from './context';
import { focusGoesOn } from './focus';
import { activePicture, hasUnsavedResult, watchedMaking } from './history';
import type { Picture } from './state';
import { Thumbnail } from './thumbnail';
import './picture-strip.css';

const focusGoesBeside = focusGoesOn((item) => {
  const button = (beside: Element | null) => beside?.querySelector<HTMLElement>('.strip__button');
  return button(item.nextElementSibling) ?? button(item.previousElementSibling);
});

/** The open pictures, and what was made of the one that is looked at. */
export function PictureStrip(): ReactNode {
  const { t, number } = useI18n();
  const { store, commands } = useEditor();
  const state = useEditorState();
  const list = useRef<HTMLUListElement>(null);
  const active = activePicture(state);
  if (!active) return null;
  const isWatching = watchedMaking(state) !== undefined;
  const states = [active.original, ...active.results];
  return (
    <footer className="strip">
      <ul ref={list} className="strip__list" aria-label={t('strip_pictures')}>
        {state.pictures.map((picture) => {
          const name = picture.name || t('picture_unnamed');
          return (
            <li key={picture.id} ref={focusGoesBeside} className="strip__item">
              <AriaButton
                className="strip__button"
                aria-label={picture.original.isVeiled === true ? t('veil_alt', name) : name}
                aria-current={picture === active && !isWatching}
                onPress={() => commands.select(picture.id)}
              >
                <Thumbnail revision={picture.original} />
              </AriaButton>
              <span className="strip__close">
                <CloseControl
                  picture={picture}
                  name={name}
                  onClosed={() =>
                    list.current?.querySelector<HTMLElement>('[aria-current=true]')?.focus()
                  }
                />
              </span>
            </li>
          );
        })}
        {state.job?.making && (
          <li ref={focusGoesBeside} className="strip__item" data-testid="strip-making">
            <AriaButton
              className="strip__button"
              aria-label={t('making_label')}
              aria-current={isWatching}
              onPress={() => store.dispatch({ type: 'making-selected' })}
            >
              <span className="strip__making">
                <WandSparkles aria-hidden className="button__icon" />
              </span>
            </AriaButton>
          </li>
        )}
        {state.opening > 0 && <li className="strip__item strip__opening">{t('opening')}</li>}
      </ul>
      {states.length > 1 && (
        <ol className="strip__list strip__list--results" aria-label={t('strip_results')}>
          {states.map((revision, position) => (
            <li key={revision.id} className="strip__item">
              <AriaButton
                className="strip__button"
                aria-current={position === active.position ? 'step' : false}
                isDisabled={state.job !== undefined}
                onPress={() => store.dispatch({ type: 'position-changed', position })}
              >
                <Thumbnail revision={revision} />
                <span className="strip__word">
                  {revision.task === undefined ? t('original') : t(taskKeys.name(revision.task))}
                </span>
                {revision.isVeiled === true && <span className="visually-hidden">{t('strip_veiled')}</span>}
              </AriaButton>
            </li>
          ))}
        </ol>
      )}
      <p role="status" className="strip__note">
        {state.letGo > 0 && t('strip_let_go', number(state.letGo))}
      </p>
    </footer>
  );
}

interface CloseControlProps {
  picture: Picture;
  name: string;
  /** The button is gone with its picture: the focus needs another place. */
  onClosed: () => void;
}

/** Closes a picture; asks first when something of it would be lost. */
function CloseControl(props: CloseControlProps): ReactNode {
  const { picture, name, onClosed } = props;
  const { t } = useI18n();
  const { commands } = useEditor();
  const { job } = useEditorState();
  const [asking, setAsking] = useState(false);
  const wouldLose = hasUnsavedResult(picture) || job?.pictureId === picture.id;
  const close = (): void => {
    flushSync(() => {
      setAsking(false);
      commands.close(picture.id);
    });
    onClosed();
  };
  return (
    <DialogTrigger isOpen={asking} onOpenChange={(open) => (open && !wouldLose ? close() : setAsking(open))}>
      <IconButton icon={X} label={t('close_picture', name)} />
      <Popover className="popover" placement="top start">
        <Dialog className="dialog" role="alertdialog" aria-label={t('close_picture', name)}>
          <p>{t('close_unsaved')}</p>
          <div className="dialog__buttons">
            <Button kind="primary" onPress={close}>
              {t('close_anyway')}
            </Button>
            <Button kind="quiet" onPress={() => setAsking(false)}>
              {t('cancel')}
            </Button>
          </div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
