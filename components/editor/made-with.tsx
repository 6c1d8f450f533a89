import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { findTask } from '../../models/tasks/registry';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { useEditor } from './context';
import { settingsOf } from './made';
import type { Revision } from './state';
import './made-with.css';

/** How the picture that is looked at was made, and the way to make another one like it. */
export function MadeWith(props: { revision: Revision; isDisabled: boolean }): ReactNode {
  const { revision, isDisabled } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const { store, commands } = useEditor();
  const { made } = revision;
  const meta = revision.task === undefined ? undefined : findTask(revision.task);
  if (!made || !meta) return null;
  const again = (): void => {
    store.dispatch({ type: 'task-selected', task: meta.id });
    store.dispatch({ type: 'options-changed', task: meta.id, values: { ...made.options, keepSeed: true, variations: 1 } });
    commands.chooseModel(meta.need(made.options), made.model);
  };
  return (
    <details className="more made">
      <summary className="more__title">{t(made.unfinished ? 'made_unfinished' : 'made_title')}</summary>
      <dl className="facts">
        {settingsOf(meta, made, i18n).map(({ label, value }) => (
          <div key={label} className="made__line">
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Button icon={RotateCw} isDisabled={isDisabled} onPress={again}>
        {t('made_again', t(taskKeys.name(meta.id)))}
      </Button>
    </details>
  );
}
