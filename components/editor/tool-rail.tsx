import { useSyncExternalStore, type ReactNode } from 'react';
import { Wand } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { tasks } from '../../models/tasks/registry';
import type { TaskGroup } from '../../models/tasks/task';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { toolIcons } from '../icons';
import { useEditor, useEditorState } from './context';
import './tool-rail.css';

const groups: readonly TaskGroup[] = ['make', 'change', 'repair', 'hide'];

/** Where tool-rail.css lays the tools in a row. */
const row = matchMedia('(max-width: 56.25rem)');

function listenToRow(changed: () => void): () => void {
  row.addEventListener('change', changed);
  return () => row.removeEventListener('change', changed);
}

/** The tools, in groups; groups without a tool do not show. */
export function ToolRail(): ReactNode {
  const isRow = useSyncExternalStore(listenToRow, () => row.matches);
  const { t } = useI18n();
  const { store } = useEditor();
  const { task, job } = useEditorState();
  return (
    // Where it is scrolled and every tool in it is disabled, keys could not scroll it otherwise (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <nav className="tool-rail" aria-label={t('tools')} tabIndex={job ? 0 : -1}>
      {groups.map((group) => {
        const members = tasks.filter((meta) => meta.group === group);
        if (members.length === 0) return null;
        const heading = `tool-group-${group}`;
        return (
          <div key={group} className="tool-rail__group">
            <h2 id={heading} className="tool-rail__heading">
              {t(`tool_group_${group}`)}
            </h2>
            <ToggleButtonGroup
              aria-labelledby={heading}
              className="tool-rail__tools"
              // The arrow keys that move along the tools.
              orientation={isRow ? 'horizontal' : 'vertical'}
              selectionMode="single"
              disallowEmptySelection
              isDisabled={job !== undefined}
              selectedKeys={[task]}
              onSelectionChange={([key]) => {
                if (key !== undefined) store.dispatch({ type: 'task-selected', task: String(key) });
              }}
            >
              {members.map((meta) => {
                const Icon = toolIcons[meta.icon] ?? Wand;
                return (
                  <ToggleButton key={meta.id} id={meta.id} className="tool">
                    <Icon aria-hidden className="tool__icon" />
                    <span>{t(taskKeys.name(meta.id))}</span>
                  </ToggleButton>
                );
              })}
            </ToggleButtonGroup>
          </div>
        );
      })}
    </nav>
  );
}
