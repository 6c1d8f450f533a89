import { Images, ListRestart, Pause, Play, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TaskMeta } from '../../models/tasks/task';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { errorKey, taskKeys } from '../i18n/keys';
import { isUnderWay, stepsOf, worksOnMany, type Batch, type Step } from './batch';
import { useEditor, useEditorState } from './context';
import { focusGoesOn } from './focus';
import { activePicture } from './history';
import { besideOf } from './other-picture';
import { isOfMarked } from './partial';
import type { ToolSetup } from './tool-setup';
import './batch-control.css';

const focusGoesHome = focusGoesOn(() => undefined);

/** Does the same to every open picture; where several are open. */
export function BatchControl(props: { meta: TaskMeta; setup: ToolSetup; isDisabled: boolean }): ReactNode {
  const { meta, setup, isDisabled } = props;
  const { t, number } = useI18n();
  const { commands } = useEditor();
  const state = useEditorState();
  const { batch, pictures, job } = state;
  const active = activePicture(state);
  if (batch && isUnderWay(batch)) return <BatchProgress batch={batch} />;
  const ids = pictures.map(({ id }) => id);
  const own: Step = { task: meta.id, options: setup.options, model: setup.choice.used };
  const steps = active ? stepsOf(active) : [];
  const others = ids.filter((id) => id !== active?.id);
  const run = (what: readonly Step[], on: readonly string[]) => void commands.runBatch(what, on);
  return (
    <div className="batch">
      {batch && <BatchOutcome batch={batch} />}
      {ids.length > 1 && job === undefined && worksOnMany(meta) && !besideOf(state, meta, setup.options) && (meta.input !== 'picture' || !isOfMarked(state, meta)) && (
        <Button icon={Images} isDisabled={isDisabled} onPress={() => run([own], ids)}>
          {t('batch_run', number(ids.length))}
        </Button>
      )}
      {others.length > 0 && job === undefined && steps.length > 0 && (
        <Button kind="quiet" icon={ListRestart} onPress={() => run(steps, others)}>
          {t('batch_repeat', steps.map(({ task }) => t(taskKeys.name(task))).join(' → '))}
        </Button>
      )}
    </div>
  );
}

/** The button that cancels is the one that runs; this one lets others use the editor in between. */
function BatchProgress(props: { batch: Batch }): ReactNode {
  const { ended, pictureIds, state } = props.batch;
  const { t, number } = useI18n();
  const { commands } = useEditor();
  const { job } = useEditorState();
  return (
    <div ref={focusGoesHome} className="batch">
      <progress className="batch__bar" aria-label={t('batch_done_some', number(ended), number(pictureIds.length))} max={pictureIds.length} value={ended} />
      {state === 'paused' && <p role="status">{t('batch_paused', number(ended), number(pictureIds.length))}</p>}
      <div className="batch__row">
        {state === 'running' && (
          <Button icon={Pause} onPress={() => commands.pauseBatch()}>
            {t('batch_pause')}
          </Button>
        )}
        {state !== 'running' && (
          <Button icon={Play} isDisabled={state === 'paused' && job !== undefined} onPress={() => commands.resumeBatch()}>
            {t('batch_resume')}
          </Button>
        )}
        {state === 'pausing' && <p role="status">{t('batch_pausing')}</p>}
        {state === 'paused' && job === undefined && (
          <Button kind="quiet" icon={Square} onPress={() => commands.cancel()}>
            {t('batch_stop')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What came of it, with those that failed, each with its reason. */
function BatchOutcome(props: { batch: Batch }): ReactNode {
  const { batch } = props;
  const { t, number } = useI18n();
  const { store, commands } = useEditor();
  const { job, pictures } = useEditorState();
  const { ended, failures, pictureIds } = batch;
  const done = ended - failures.length;
  const again = failures.map(({ id }) => id).filter((id) => pictures.some((picture) => picture.id === id));
  return (
    <div ref={focusGoesHome} className="batch__outcome" data-testid="batch-outcome">
      <p role="status">
        {done === pictureIds.length ? t('batch_done', number(done)) : t('batch_done_some', number(done), number(pictureIds.length))}
      </p>
      {failures.length > 0 && (
        <>
          <p>{t('batch_failed')}</p>
          <ul className="batch__failures">
            {failures.map(({ id, name, code }) => (
              <li key={id}>
                <Button kind="quiet" isDisabled={!again.includes(id)} onPress={() => commands.select(id)}>
                  {t('batch_failed_picture', name || t('picture_unnamed'), t(errorKey(code)))}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <div className="batch__row">
        {again.length > 0 && job === undefined && (
          <Button onPress={() => void commands.runBatch(batch.steps, again, new Map(failures.map(({ id, step }) => [id, step])))}>{t('batch_retry')}</Button>
        )}
        <Button kind="quiet" onPress={() => store.dispatch({ type: 'batch-dismissed' })}>
          {t('dismiss')}
        </Button>
      </div>
    </div>
  );
}
