import { useId, type ReactNode } from 'react';
import type { DeviceTest } from '../../messages/library';
import { catalog } from '../../models/catalog/catalog';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { roughSizeOf, sizeOf, type ModelEntry } from './entries';
import { FailureLine } from './failure-line';
import { instead, misfit } from './fit';
import { focusRow } from './kept-focus';
import { shownLicence } from './licence';
import { ModelActions } from './model-actions';
import { ModelDetails } from './model-details';
import { ProgressLine } from './progress-line';
import type { LibraryServices } from './services';
import './library-view.css';
import { familyKey, speedsOf, stateKey, summaryOf } from './words';

interface ModelRowProps {
  /** Of its heading. */
  level?: 3 | 4;
  entry: ModelEntry;
  /** The tool that it stands under. */
  task: string | undefined;
  device: DeviceTest | undefined;
  /** Whether the library has said what is here: before that nothing can be done. */
  isKnown: boolean;
  /** Whether its failure was there before anybody looked. */
  isOldFailure: boolean;
  services: LibraryServices;
}

/** One model: what it is, how far it has come, and what can be done with it. */
export function ModelRow(props: ModelRowProps): ReactNode {
  const { level = 4, entry, task, device, isKnown, isOldFailure, services } = props;
  const Title = `h${level}` as const;
  const { name, model, held } = entry;
  const i18n = useI18n();
  const { t, bytes, language } = i18n;
  const title = useId();
  const why = held ? undefined : misfit(model, device);
  const other = why && instead(model, device, catalog);
  const size = sizeOf(entry);
  const roughSize = roughSizeOf(entry);
  const licence = model && shownLicence(model, entry.isCatalog);
  const also = model?.kind === 'classifier' ? [] : (model?.tasks.filter((id) => id !== task) ?? []);
  const summary = summaryOf(model, language);
  const facts = [
    ...(size === undefined ? [] : [bytes(size)]),
    ...(roughSize === undefined ? [] : [t('model_size_about', bytes(roughSize))]),
    ...(model?.kind === 'image-to-image' && model.scale > 1 ? [`×${model.scale}`] : []),
    ...(model?.kind === 'checkpoint' ? [i18n.size(model.sizes)] : []),
    ...(licence && licence.name !== '' ? [licence.name] : []),
    ...speedsOf(held, i18n).slice(0, 1),
  ];
  return (
    <article
      {...focusRow}
      className="model"
      aria-labelledby={title}
      data-testid={`model-${entry.id}`}
      data-state={held?.state ?? (entry.isBuiltIn ? 'ready' : 'absent')}
    >
      <header className="model__head">
        <Title id={title} className="model__title">
          {name}
        </Title>
        {isKnown && <span className="model__state">{t(stateKey(entry, why === undefined))}</span>}
      </header>
      {summary !== '' && <p>{summary}</p>}
      {model?.kind === 'preview-decoder' && <p>{t('model_previews', t(familyKey(model)))}</p>}
      {also.length > 0 && <p className="quiet">{t('model_also', also.map((id) => t(taskKeys.name(id))).join(', '))}</p>}
      <p className="model__facts">
        {facts.join(' · ')}
        {licence?.nonCommercial && <strong className="model__warning">{t('model_noncommercial')}</strong>}
      </p>
      {/* Not an alert: it is a fact about the model, not something that happened. */}
      {why && <FailureLine failure={why} isFact />}
      {other && <p>{t('model_instead', other.name)}</p>}
      <ProgressLine held={held} label={name} />
      <FailureLine failure={held?.failure} isOld={isOldFailure} />
      {isKnown && <ModelActions entry={entry} fits={why === undefined} licence={licence} services={services} />}
      {model && <ModelDetails entry={entry} model={model} />}
    </article>
  );
}
