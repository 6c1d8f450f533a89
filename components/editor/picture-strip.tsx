import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { useEditor, useEditorState } from './context';
import { activePicture } from './history';
import { Thumbnail } from './thumbnail';
import './picture-strip.css';

/** The open pictures, and what was made of the one that is looked at. */
export function PictureStrip(): ReactNode {
  const { t } = useI18n();
  const { store, commands } = useEditor();
  const state = useEditorState();
  const active = activePicture(state);
  if (!active) return null;
  const states = [active.original, ...active.results];
  return (
    <footer className="strip">
      <ul className="strip__list" aria-label={t('strip_pictures')}>
        {state.pictures.map((picture) => {
          const name = picture.name || t('picture_unnamed');
          return (
            <li key={picture.id} className="strip__item">
              <AriaButton
                className="strip__button"
                aria-label={name}
                aria-current={picture === active}
                onPress={() => commands.select(picture.id)}
              >
                <Thumbnail blob={picture.original.blob} />
              </AriaButton>
              <span className="strip__close">
                <IconButton
                  icon={X}
                  label={t('close_picture', name)}
                  onPress={() => commands.close(picture.id)}
                />
              </span>
            </li>
          );
        })}
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
                <Thumbnail blob={revision.blob} />
                <span className="strip__word">
                  {revision.task === undefined ? t('original') : t(taskKeys.name(revision.task))}
                </span>
              </AriaButton>
            </li>
          ))}
        </ol>
      )}
    </footer>
  );
}
