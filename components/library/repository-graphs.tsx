import { Download } from 'lucide-react';
import { useId, useRef, useState, type ReactNode } from 'react';
import type { Repository } from '../../messages/library';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
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

/** The models that a repository holds, small ones first. */
export function RepositoryGraphs(props: { repository: Repository; services: LibraryServices }): ReactNode {
  const { repository, services } = props;
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
          <GraphRow key={graph.path} graph={graph} repository={repository} services={services} />
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

interface GraphRowProps {
  graph: Graph;
  repository: Repository;
  services: LibraryServices;
}

function GraphRow(props: GraphRowProps): ReactNode {
  const { graph, repository, services } = props;
  const { repo, commit } = repository;
  const { t, bytes } = useI18n();
  const command = useCommand();
  const [step, setStep] = useState<'rest' | 'asking' | 'begun'>('rest');
  const declined = useRef(false);
  const ask = (): void => {
    declined.current = false;
    command.forget();
    setStep('asking');
  };
  const add = (): void =>
    command.run(async () => {
      await services.allowDownloads();
      if (declined.current) return;
      await services.add(repo, commit, graph.path);
      setStep('begun');
    });
  /** Before the hub has been asked it takes the yes back; afterwards the model's own row ends it. */
  const decline = (): void => {
    declined.current = true;
    setStep('rest');
  };
  return (
    <li {...focusRow} className="hub__graph">
      <span className="library__breaks">{graph.path}</span>
      <span className="quiet">{bytes(graph.bytes)}</span>
      <FailureLine failure={command.failure} />
      {step === 'asking' && (
        <Consent
          name={graph.path}
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
          aria-label={t('model_action', t('model_download'), graph.path)}
          isPending={command.isPending}
          onPress={ask}
        >
          {t('model_download')}
        </Button>
      )}
      <span role="status">{step === 'begun' && t('hub_begun')}</span>
    </li>
  );
}
