import {
  Boxes,
  Copy,
  Eye,
  FolderOpen,
  Keyboard,
  Maximize,
  Redo2,
  Settings,
  SquareSplitHorizontal,
  Undo2,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { UNSAFE_PortalProvider as PortalProvider } from 'react-aria/PortalProvider';
import { Button as AriaButton } from 'react-aria-components';
import { IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { comparisonOf } from './comparison';
import { useEditor, useEditorState } from './context';
import type { ActionName, EditorActions } from './editor-actions';
import { canStep } from './steps';
import { activePicture, isChanged } from './history';
import { SaveControl } from './save-control';
import { ShieldControl } from './shield-control';
import { keysOf } from './shortcuts';
import { canBeTakenOut } from './veil';
import './top-bar.css';

interface TopBarProps {
  actions: EditorActions;
  comparing: boolean;
  saving: boolean;
  onSavingChange: (saving: boolean) => void;
  zoom: number;
}

/** What can be done with the picture whatever the tool. */
export function TopBar(props: TopBarProps): ReactNode {
  const { actions, comparing, zoom } = props;
  const { t, percent } = useI18n();
  const state = useEditorState();
  const { singleKeys } = useEditor().services;
  const picture = activePicture(state);
  const none = picture === undefined;
  const original = none || !isChanged(picture);
  const unmade = none || !canBeTakenOut(picture);
  const busy = state.job !== undefined;
  const button = (id: ActionName, icon: typeof Undo2, isDisabled: boolean): ReactNode => (
    <IconButton
      icon={icon}
      label={t(`action_${id}`)}
      keys={keysOf(id, singleKeys)}
      isDisabled={isDisabled}
      onPress={() => actions[id]()}
    />
  );
  const bar = useRef<HTMLElement>(null);
  return (
    <header ref={bar} className="top-bar">
      {/* Popovers open inside the bar, so that all of them is within a landmark. */}
      <PortalProvider getContainer={() => bar.current}>
        <h1 className="top-bar__name">{t('extension_name')}</h1>
        <div className="top-bar__group" role="group" aria-label={t('bar_file')}>
          {button('choose', FolderOpen, false)}
        </div>
        <div className="top-bar__group" role="group" aria-label={t('bar_history')}>
          {button('undo', Undo2, busy || !canStep(state, -1))}
          {button('redo', Redo2, busy || !canStep(state, 1))}
          <IconButton
            icon={SquareSplitHorizontal}
            label={t('action_compare')}
            keys={keysOf('compare', singleKeys)}
            isDisabled={none || comparisonOf(state, picture) === undefined}
            active={comparing}
            onPress={actions.compare}
          />
          <IconButton
            icon={Eye}
            label={t('action_hold')}
            keys={keysOf('hold', singleKeys)}
            isDisabled={original}
            onPressStart={actions.hold}
            onPressEnd={actions.release}
          />
        </div>
        <div className="top-bar__group" role="group" aria-label={t('bar_zoom')}>
          {button('zoomOut', ZoomOut, none)}
          <AriaButton
            className="button button--quiet top-bar__zoom"
            aria-label={t('action_actualSize_now', percent(zoom))}
            isDisabled={none}
            onPress={() => actions.actualSize()}
          >
            {none ? '–' : percent(zoom)}
          </AriaButton>
          {button('zoomIn', ZoomIn, none)}
          {button('fit', Maximize, none)}
        </div>
        <div className="top-bar__group top-bar__group--end" role="group" aria-label={t('bar_about')}>
          <ShieldControl />
          {button('models', Boxes, false)}
          {button('help', Keyboard, false)}
          {button('options', Settings, false)}
        </div>
        <div className="top-bar__group" role="group" aria-label={t('bar_result')}>
          {button('copy', Copy, unmade)}
          <SaveControl
            picture={picture}
            isDisabled={none || !state.pictures.some(canBeTakenOut)}
            isOpen={props.saving}
            onOpenChange={props.onSavingChange}
          />
        </div>
      </PortalProvider>
    </header>
  );
}
