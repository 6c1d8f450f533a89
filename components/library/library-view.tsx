import type { ReactNode } from 'react';
import type { Library } from '../../messages/library';
import { catalog } from '../../models/catalog/catalog';
import { allTasks } from '../../models/tasks/registry';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { DiskSection } from './disk-section';
import { groupModels, type ModelEntry } from './entries';
import { FailureLine } from './failure-line';
import { HubSection } from './hub-section';
import { focusList } from './kept-focus';
import { LibraryAnnouncer } from './library-announcer';
import { ModelRow } from './model-row';
import { useOldFailures } from './old-failures';
import type { LibraryServices } from './services';
import { StorageSection } from './storage-section';
import { useDeviceTest } from './use-device-test';
import { useLibrary } from './use-library';
import './library-view.css';

const taskIds = allTasks.map(({ id }) => id);
const nothing: Library['models'] = [];

interface LibraryViewProps {
  /** The tool that somebody wants a model for: its models come first, and what they take last. */
  task?: string;
  services: LibraryServices;
}

/** All models by tool, and the ways to get others, to know where they are and to be rid of them. */
export function LibraryView(props: LibraryViewProps): ReactNode {
  const { task: wanted, services } = props;
  const { t } = useI18n();
  const library = useLibrary(services);
  const failure = useDeviceTest(services);
  const old = useOldFailures(library?.models);
  const models = library?.models ?? nothing;
  const { groups, classifiers, others, refused } = groupModels(catalog, models, taskIds);
  const sorted = groups.toSorted((a, b) => Number(b.task === wanted) - Number(a.task === wanted));
  const storage = library && <StorageSection library={library} services={services} />;
  const row = (entry: ModelEntry, task?: string): ReactNode => (
    <ModelRow
      key={entry.id}
      entry={entry}
      task={task}
      device={library?.device}
      isKnown={library !== undefined}
      isOldFailure={old.has(entry.id)}
      services={services}
    />
  );
  return (
    <div {...focusList} className="library" data-testid="library" data-known={library !== undefined}>
      <p>{t('library_text')}</p>
      {services.isPrivate && <p>{t('library_private')}</p>}
      {library ? (
        <>
          {wanted === undefined && storage}
          <LibraryAnnouncer models={models} />
        </>
      ) : (
        <p className="quiet">{t('library_opening')}</p>
      )}
      <FailureLine failure={failure} words={t('library_untested')} isFact />
      {sorted.map(({ task, entries }) => (
        <section key={task} className="library__section" aria-labelledby={`library-${task}`}>
          <h3 id={`library-${task}`}>{t(taskKeys.name(task))}</h3>
          {entries.map((entry) => row(entry, task))}
        </section>
      ))}
      {classifiers.length > 0 && (
        <section className="library__section" aria-labelledby="library-safety">
          <h3 id="library-safety">{t('library_safety')}</h3>
          <p className="quiet">{t('library_safety_text')}</p>
          {classifiers.map((entry) => row(entry))}
        </section>
      )}
      {others.length > 0 && (
        <section className="library__section" aria-labelledby="library-others">
          <h3 id="library-others">{t('library_others')}</h3>
          <p className="quiet">{t('library_others_text')}</p>
          {others.map((entry) => row(entry))}
        </section>
      )}
      {refused.length > 0 && (
        <section className="library__section" aria-labelledby="library-refused">
          <h3 id="library-refused">{t('library_refused')}</h3>
          {refused.map((entry) => row(entry))}
        </section>
      )}
      <DiskSection services={services} />
      <HubSection models={models} services={services} />
      {wanted !== undefined && storage}
    </div>
  );
}
