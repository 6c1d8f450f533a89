import { useEffect, useState, type ReactNode } from 'react';
import { toFailure, type Failure } from '../../messages/errors';
import type { Library } from '../../messages/library';
import { catalog } from '../../models/catalog/catalog';
import { tasks } from '../../models/tasks/registry';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { DiskSection } from './disk-section';
import { groupModels, type ModelEntry } from './entries';
import { FailureLine } from './failure-line';
import { HubSection } from './hub-section';
import { focusList } from './kept-focus';
import { LibraryAnnouncer } from './library-announcer';
import { ModelRow } from './model-row';
import type { LibraryServices } from './services';
import { StorageSection } from './storage-section';
import { useLibrary } from './use-library';
import './library-view.css';

const taskIds = tasks.map(({ id }) => id);
const nothing: Library['models'] = [];

interface LibraryViewProps {
  /** The tool that somebody wants a model for: its models come first, and what they take last. */
  task?: string;
  services: LibraryServices;
  /** Bytes that models may take, as the person set it; 0 is no limit. */
  limit: number;
  /** Keeps a changed limit. */
  onLimitChange: (bytes: number) => Promise<void>;
}

/** All models by tool, and the ways to get others, to know where they are and to be rid of them. */
export function LibraryView(props: LibraryViewProps): ReactNode {
  const { task: wanted, services, limit, onLimitChange } = props;
  const { t } = useI18n();
  const library = useLibrary(services);
  const failure = usePrepared(services, library, limit);
  const models = library?.models ?? nothing;
  const { groups, others } = groupModels(catalog, models, taskIds);
  const sorted = groups.toSorted((a, b) => Number(b.task === wanted) - Number(a.task === wanted));
  const storage = library && (
    <StorageSection library={library} services={services} limit={limit} onLimitChange={onLimitChange} />
  );
  const row = (entry: ModelEntry, task?: string): ReactNode => (
    <ModelRow
      key={entry.id}
      entry={entry}
      task={task}
      device={library?.device}
      isKnown={library !== undefined}
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
      <FailureLine failure={failure} isFact />
      {sorted.map(({ task, entries }) => (
        <section key={task} className="library__section" aria-labelledby={`library-${task}`}>
          <h3 id={`library-${task}`}>{t(taskKeys.name(task))}</h3>
          {entries.map((entry) => row(entry, task))}
        </section>
      ))}
      {others.length > 0 && (
        <section className="library__section" aria-labelledby="library-others">
          <h3 id="library-others">{t('library_others')}</h3>
          <p className="quiet">{t('library_others_text')}</p>
          {others.map((entry) => row(entry))}
        </section>
      )}
      <DiskSection services={services} />
      <HubSection services={services} />
      {wanted !== undefined && storage}
    </div>
  );
}

/**
 * Once the library is there: tells it the limit, which only pages know, and has found out what this
 * device can compute, so that what does not fit is told before it is fetched.
 *
 * @returns why that failed; everything else works without.
 */
function usePrepared(services: LibraryServices, library: Library | undefined, limit: number): Failure | undefined {
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const isOurs = library !== undefined && !services.isPrivate;
  const isUntested = isOurs && library.device === undefined;
  useEffect(() => {
    if (isUntested) services.testDevice(false).catch((error: unknown) => setFailure(toFailure(error)));
  }, [services, isUntested]);
  useEffect(() => {
    if (isOurs) services.setLimit(limit).catch((error: unknown) => setFailure(toFailure(error)));
  }, [services, isOurs, limit]);
  return failure;
}
