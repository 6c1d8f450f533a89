import { useState, type ReactNode } from 'react';
import { backendChoice } from '../../messages/editor-port';
import { toErrorCode, type ErrorCode } from '../../messages/errors';
import { languageChoice, type Settings } from '../../messages/settings';
import { ChoiceControl } from '../controls/choice-control';
import { SwitchControl } from '../controls/switch-control';
import { useI18n } from '../i18n/context';
import { errorKey } from '../i18n/keys';
import { keyLabel } from '../key-label';
import type { OptionsServices } from './services';

interface GeneralTabProps {
  services: OptionsServices;
  settings: Settings;
  onChange: (change: Partial<Settings>) => void;
}

export function GeneralTab(props: GeneralTabProps): ReactNode {
  const { services, settings, onChange } = props;
  const { t } = useI18n();
  const [failure, setFailure] = useState<ErrorCode | undefined>(undefined);

  const change = (part: Partial<Settings>): void => {
    onChange(part);
    setFailure(undefined);
    services.save(part).catch((error: unknown) => setFailure(toErrorCode(error)));
  };

  return (
    <>
      <ChoiceControl
        label={t('general_language')}
        help={t('general_language_help')}
        choices={languageChoice.options.map((value) => ({ value, label: t(`language_${value}`) }))}
        value={settings.language}
        initial="auto"
        onChange={(value) => change({ language: languageChoice.parse(value) })}
      />
      <ChoiceControl
        label={t('general_backend')}
        help={t('general_backend_help')}
        choices={backendChoice.options.map((value) => ({
          value,
          label: t(`backend_choice_${value}`),
        }))}
        value={settings.backend}
        initial="auto"
        onChange={(value) => change({ backend: backendChoice.parse(value) })}
      />
      {services.isPrivate && <p className="quiet">{t('general_private')}</p>}
      {failure && <p role="alert">{t(errorKey(failure))}</p>}
      <section className="options__section">
        <h2>{t('general_looks_title')}</h2>
        <SwitchControl
          label={t('general_looks')}
          help={t('general_looks_help')}
          value={settings.looksAtMade}
          // An editor asks what is stored, and nothing is stored from here.
          isDisabled={services.isPrivate}
          onChange={(looksAtMade) => change({ looksAtMade })}
        />
      </section>
      <section className="options__section">
        <h2>{t('general_shortcuts')}</h2>
        <p>{t('general_shortcuts_editor')}</p>
        <SwitchControl
          label={t('general_single_keys')}
          help={t('general_single_keys_help', keyLabel('Mod'))}
          value={settings.singleKeys}
          onChange={(singleKeys) => change({ singleKeys })}
        />
        <p>
          {services.pickKeys === ''
            ? t('general_shortcuts_pick_none')
            : t('general_shortcuts_pick', services.pickKeys)}
        </p>
      </section>
    </>
  );
}
