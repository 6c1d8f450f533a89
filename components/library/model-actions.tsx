import { Download, Pause, Play, RotateCw, ShieldCheck, Trash2, X, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { actionsOf, type ModelAction } from './actions';
import { beginDownload } from './begin-download';
import { Consent } from './consent';
import { roughSizeOf, sizeOf, type ModelEntry } from './entries';
import { FailureLine } from './failure-line';
import { focusStays } from './kept-focus';
import type { ShownLicence } from './licence';
import { Question } from './question';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

const icons: Readonly<Record<ModelAction, LucideIcon>> = {
  download: Download,
  pause: Pause,
  resume: Play,
  repair: RotateCw,
  cancel: X,
  verify: ShieldCheck,
  delete: Trash2,
};

/** What stops something or takes it away. */
const endings: ReadonlySet<ModelAction> = new Set(['pause', 'cancel', 'delete']);

interface ModelActionsProps {
  entry: ModelEntry;
  fits: boolean;
  licence: ShownLicence | undefined;
  services: LibraryServices;
}

/** The buttons of a model, and what they ask before they do something that costs. */
export function ModelActions(props: ModelActionsProps): ReactNode {
  const { entry, fits, licence, services } = props;
  const { id, name, model } = entry;
  const { t } = useI18n();
  const [asked, setAsked] = useState<ModelAction | undefined>(undefined);
  const command = useCommand();
  // What ends something must not wait for what it ends.
  const ending = useCommand();
  if (services.isPrivate) return null;

  const actions = actionsOf(entry, fits);
  // What was asked may be answered by now from somewhere else.
  const asking = asked && actions.includes(asked) ? asked : undefined;
  const decline = (): void => {
    command.cancel();
    setAsked(undefined);
  };
  const keep = (): void => {
    ending.forget();
    setAsked(undefined);
  };
  const fetchIt = (work: (model: string) => Promise<void>): void =>
    command.run(async (signal) => {
      const begin = (): Promise<string> => work(id).then(() => id);
      if (await beginDownload(services, signal, begin, () => entry.held !== undefined)) setAsked(undefined);
    });
  const remove = (): void =>
    ending.run(async () => {
      await services.remove(id);
      setAsked(undefined);
    });
  const press: Readonly<Record<ModelAction, () => void>> = {
    download: () => setAsked('download'),
    pause: () => ending.run(() => services.pause(id)),
    resume: () => fetchIt(services.resume),
    // What is wrong of it is fetched again as what is missing is.
    repair: () => fetchIt(services.resume),
    cancel: () => setAsked('cancel'),
    verify: () => command.run(() => services.verify(id)),
    delete: () => setAsked('delete'),
  };

  return (
    <>
      <FailureLine failure={command.failure ?? ending.failure} />
      {asking === 'download' && model?.source.kind === 'hub' && licence ? (
        <Consent
          name={name}
          repo={model.source.repo}
          bytes={sizeOf(entry)}
          roughBytes={roughSizeOf(entry)}
          licence={licence}
          isPending={command.isPending}
          onYes={() => fetchIt(services.download)}
          onNo={decline}
        />
      ) : asking === 'cancel' || asking === 'delete' ? (
        <Question
          words={t(asking === 'cancel' && entry.held?.state !== 'downloading' ? 'model_drop_really' : `model_${asking}_really`, name)}
          yes={t(`model_${asking}`)}
          isPending={ending.isPending}
          onYes={remove}
          onNo={keep}
        />
      ) : (
        actions.length > 0 && (
          <div className="library__buttons">
            {actions.map((action) => (
              <Button
                key={action}
                ref={focusStays}
                icon={icons[action]}
                kind={action === 'cancel' || action === 'delete' || action === 'verify' ? 'quiet' : 'plain'}
                aria-label={t('model_action', t(`model_${action}`), name)}
                isPending={(endings.has(action) ? ending : command).isPending}
                onPress={press[action]}
              >
                {t(`model_${action}`)}
              </Button>
            ))}
          </div>
        )
      )}
    </>
  );
}
