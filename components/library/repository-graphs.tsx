import { Download } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import type { LibraryModel, Repository } from '../../messages/library';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { beginDownload } from './begin-download';
import { Consent } from './consent';
import { FailureLine } from './failure-line';
import { focusComes, focusRow, focusStays } from './kept-focus';
import { shownLicence } from './licence';
import { LicenceWords } from './licence-words';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

/** How many are shown at first. */
const few = 8;

type Graph = Repository['graphs'][number];

interface RepositoryGraphsProps {
  repository: Repository;
  /** What the library holds. */
  models: readonly LibraryModel[];
  services: LibraryServices;
}

/** The models that a repository holds, small ones first. */
export function RepositoryGraphs(props: RepositoryGraphsProps): ReactNode {
  const { repository, models, services } = props;
  const { t, number } = useI18n();
  const title = useId();
  const [all, setAll] = useState(false);
  const graphs = repository.graphs.toSorted((a, b) => a.bytes - b.bytes);
  return (
    <div ref={focusComes} className="library__section" role="group" tabIndex={-1} aria-labelledby={title}>
      <p id={title} className="library__breaks">
        {t('hub_found', repository.repo)}
      </p>
      <p className="quiet">
        {t('model_fact_licence')}: <LicenceWords licence={shownLicence(repository, false)} />
      </p>
      <ul className="hub__graphs">
        {graphs.slice(0, all ? undefined : few).map((graph) => (
          <GraphRow key={graph.path} graph={graph} repository={repository} models={models} services={services} />
        ))}
      </ul>
      {!all && graphs.length > few && (
        <div className="library__buttons">
          <Button ref={focusStays} kind="quiet" onPress={() => setAll(true)}>
            {t('hub_show_all', number(graphs.length))}
          </Button>
        </div>
      )}
    </div>
  );
}

interface GraphRowProps extends RepositoryGraphsProps {
  graph: Graph;
}

function GraphRow(props: GraphRowProps): ReactNode {
  const { graph, repository, models, services } = props;
  const { repo, commit } = repository;
  const { t, bytes } = useI18n();
  const folder = graph.path.split('/').slice(0, -2).join('/');
  const name = graph.checkpoint ? [repo, folder].filter(Boolean).join('/') : graph.path;
  const command = useCommand();
  const [step, setStep] = useState<'rest' | 'asking' | 'begun'>('rest');
  const add = (): void =>
    command.run(async (signal) => {
      const begin = (): Promise<string | undefined> => services.add(repo, commit, graph.path);
      const isHeld = (id: string): boolean => models.some((model) => model.id === id);
      if (await beginDownload(services, signal, begin, isHeld)) setStep('begun');
    });
  const ask = (): void => {
    command.forget();
    setStep('asking');
  };
  const decline = (): void => {
    command.cancel();
    setStep('rest');
  };
  return (
    <li {...focusRow} className="hub__graph">
      <span className="library__breaks">{name}</span>
      {graph.checkpoint && <span className="quiet">{t('hub_checkpoint')}</span>}
      <span className="quiet">{bytes(graph.bytes)}</span>
      <FailureLine failure={command.failure} />
      {step === 'asking' && (
        <Consent
          name={name}
          repo={repo}
          bytes={graph.bytes}
          licence={shownLicence(repository, false)}
          isPending={command.isPending}
          onYes={add}
          onNo={decline}
        />
      )}
      {step === 'rest' && (
        <Button
          ref={focusStays}
          icon={Download}
          aria-label={t('model_action', t('model_download'), name)}
          onPress={ask}
        >
          {t('model_download')}
        </Button>
      )}
      <span role="status">{step === 'begun' && t('hub_begun')}</span>
    </li>
  );
}
