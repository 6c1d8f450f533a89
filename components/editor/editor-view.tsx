import { Columns2 } from 'lucide-react';
import { useMemo, useRef, useState, type ReactNode } from 'react';
import { IconButton } from '../controls/button';
import { useI18n } from '../i18n/context';
import { Announcer } from './announcer';
import { addsBorder } from './border';
import { comparisonOf } from './comparison';
import { useEditor, useEditorState } from './context';
import { useEditorActions, type PageActions } from './editor-actions';
import { EmptyState } from './empty-state';
import { FailureNotice } from './failure-notice';
import { activePicture, currentRevision, watchedMaking } from './history';
import { ModelsDialog } from './models-dialog';
import { useLibraryState, useNotLost, useTitle } from './page-effects';
import { PictureStrip } from './picture-strip';
import { keysOf, useShortcuts } from './shortcuts';
import { ShortcutsDialog } from './shortcuts-dialog';
import { MakingStage, Stage } from './stage';
import type { EditorState } from './state';
import { ToolPanel } from './tool-panel';
import { ToolRail } from './tool-rail';
import { toolSetup } from './tool-setup';
import { TopBar } from './top-bar';
import { useIncoming } from './use-incoming';
import { fittingWidth, useViewport } from './use-viewport';
import { canBeTakenOut } from './veil';
import { VeilNotice } from './veil-notice';
import { isResultTooLarge } from '../../images/limits';
import { findTask } from '../../models/tasks/registry';
import './editor-view.css';

const emptySize = { width: 1, height: 1 };
/** Share of the stage that is left free on each side where a border can be added there. */
const roomForBorder = 0.16;
const nothing = { width: 0, height: 0 };

/** The editor page. */
export function EditorView(): ReactNode {
  const { t } = useI18n();
  const { commands, store, services } = useEditor();
  const state = useEditorState();
  const picture = activePicture(state);
  const current = picture && currentRevision(picture);

  const files = useRef<HTMLInputElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const making = watchedMaking(state);
  const around = useMemo(() => (addsBorder(findTask(state.task)) ? roomForBorder : 0), [state.task]);
  const viewport = useViewport(stage, making ?? current ?? emptySize, making ? 'making' : (picture?.id ?? ''), around);
  // Of one picture: another one that is opened or looked at is shown by itself first.
  const [comparedId, setComparedId] = useState<string>();
  const comparing = picture !== undefined && comparedId === picture.id;
  const [beside, setBeside] = useState(false);
  const [holding, setHolding] = useState(false);
  const [saving, setSaving] = useState(false);
  // Else the dialog would open by itself as soon as there is a result.
  if (saving && !(picture && state.pictures.some(canBeTakenOut))) setSaving(false);
  const [copied, setCopied] = useState(0);
  // Else it would be said again of the next picture.
  if (copied > 0 && !picture) setCopied(0);
  const [helping, setHelping] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const incoming = useIncoming();
  useTitle();
  useNotLost();
  useLibraryState();

  const run = (backend?: 'wasm'): void => {
    const now = store.get();
    const meta = findTask(now.task);
    const input = activePicture(now);
    if (!meta || (meta.input !== 'nothing' && !input)) return;
    const result = meta.resultSize(input ? currentRevision(input) : nothing, toolSetup(now, meta).options);
    if (isResultTooLarge(result)) return;
    const shown = meta.input === 'nothing' ? fittingWidth(stage.current, result) : (viewport.view?.width ?? result.width);
    const shape = meta.input === 'nothing' || !input ? result : currentRevision(input);
    const longer = Math.max(shown, (shown * shape.height) / shape.width);
    void commands.run(longer * window.devicePixelRatio, backend);
  };

  const page = useMemo<PageActions>(
    () => ({
      choose: () => files.current?.click(),
      compare: () => setComparedId((id) => toggled(id, store.get().activeId)),
      beside: () => {
        setBeside((on) => !(on && comparing));
        setComparedId(store.get().activeId);
      },
      hold: () => setHolding(true),
      release: () => setHolding(false),
      save: () => {
        if (activePicture(store.get()) && store.get().pictures.some(canBeTakenOut)) setSaving(true);
      },
      copied: () => setCopied((times) => times + 1),
      help: () => setHelping(true),
      models: () => setChoosing(true),
    }),
    [store, comparing],
  );
  const comparison = picture && comparisonOf(state, picture);
  const actions = useEditorActions(page, run, viewport);
  useShortcuts(actions);

  return (
    <div
      className={picture || making ? 'editor' : 'editor editor--empty'}
      data-state={stateName(state)} data-testid="editor">
      <TopBar
        actions={actions}
        comparing={comparing}
        saving={saving}
        onSavingChange={setSaving}
        zoom={viewport.zoom}
      />
      {(picture ?? making) && <ToolRail />}
      {picture || making ? (
        <main className="editor__stage">
          {making && <MakingStage size={making} stageRef={stage} viewport={viewport} />}
          {picture && !making && (
            <Stage
              picture={picture}
              stageRef={stage}
              viewport={viewport}
              comparison={comparing ? comparison : undefined}
              isBeside={beside}
              isHeld={holding}
            />
          )}
          {comparing && comparison && !comparison.besideOnly && !making && (
            <div className="editor__beside">
              <IconButton
                icon={Columns2}
                label={t('action_beside')}
                keys={keysOf('beside', services.singleKeys)}
                active={beside}
                onPress={actions.beside}
              />
            </div>
          )}
          <div className="editor__notice">
            {current && !making && <VeilNotice key={current.id} revision={current} />}
            <p role="status" className="editor__copied">
              {copied > 0 && (
                <span key={copied} onAnimationEnd={() => setCopied(0)}>
                  {t('copied')}
                </span>
              )}
            </p>
            <FailureNotice place="open" onChoose={actions.choose} />
            {!saving && <FailureNotice place="save" />}
          </div>
        </main>
      ) : (
        <EmptyState onChoose={actions.choose} onPaste={incoming.paste} />
      )}
      <aside className="editor__panel">
        <ToolPanel onRun={run} onModels={actions.models} />
      </aside>
      <PictureStrip />
      {incoming.dropping && <div className="editor__drop">{t('drop_here')}</div>}
      <ShortcutsDialog isOpen={helping} onOpenChange={setHelping} />
      <ModelsDialog isOpen={choosing} onOpenChange={setChoosing} />
      <Announcer />
      <input
        ref={files}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={t('action_choose')}
        onChange={(event) => {
          void commands.openFiles([...(event.target.files ?? [])]);
          // So that the same file can be chosen again.
          event.target.value = '';
        }}
      />
    </div>
  );
}

/** Comparing ends where it was on for the same picture. */
function toggled(id: string | undefined, active: string | undefined): string | undefined {
  return id === active ? undefined : active;
}

function stateName(state: EditorState): 'empty' | 'ready' | 'running' | 'error' {
  if (state.job) return 'running';
  if (state.failure) return 'error';
  return state.pictures.length === 0 ? 'empty' : 'ready';
}
