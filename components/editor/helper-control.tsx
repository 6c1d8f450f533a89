import { Boxes } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Helper } from '../../models/tasks/task';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { useEditorState } from './context';
import { modelChoice } from './model-choice';
import { AbsentModel } from './model-control';

/** The second model that a tool cannot do without, and the way to get it. */
export function HelperControl(props: { task: string; helper: Helper; onMore: () => void }): ReactNode {
  const { task, helper, onMore } = props;
  const { t } = useI18n();
  const state = useEditorState();
  const entry = modelChoice(state, helper.need).absent.find(({ model }) => model !== undefined && helper.suits(model));
  return (
    <div className="control model-control">
      <p className="control__help">{t(taskKeys.helper(task))}</p>
      {entry && (
        <div className="model-control__card">
          <AbsentModel entry={entry} task={helper.need.task} />
        </div>
      )}
      {!entry && (
        <div>
          <Button kind="quiet" icon={Boxes} onPress={onMore}>
            {t('panel_model_more')}
          </Button>
        </div>
      )}
    </div>
  );
}
