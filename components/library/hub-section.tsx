import { Search } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { FieldError, Form, Input, Label, Text, TextField } from 'react-aria-components';
import type { LibraryModel, Repository } from '../../messages/library';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { FailureLine } from './failure-line';
import { focusRow } from './kept-focus';
import { RepositoryGraphs } from './repository-graphs';
import { parseRepository } from './repository-id';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

/** Models of the hub that the catalog does not know: by owner and name, after a look at what is there. */
export function HubSection(props: { models: readonly LibraryModel[]; services: LibraryServices }): ReactNode {
  const { models, services } = props;
  const { t } = useI18n();
  const title = useId();
  const command = useCommand();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const [repository, setRepository] = useState<Repository | undefined>(undefined);

  const lookUp = (): void => {
    const repo = parseRepository(text);
    setWrong(repo === undefined);
    if (repo === undefined) return;
    command.run(async () => {
      setRepository(undefined);
      await services.allowDownloads();
      setRepository(await services.lookUp(repo));
    });
  };

  return (
    <section {...focusRow} className="library__section" aria-labelledby={title}>
      <h3 id={title}>{t('hub_title')}</h3>
      <p className="quiet">{t('hub_text')}</p>
      {!services.isPrivate && (
        <Form
          className="hub__form"
          onSubmit={(event) => {
            event.preventDefault();
            lookUp();
          }}
        >
          <TextField
            className="control"
            value={text}
            isInvalid={isWrong}
            validationBehavior="aria"
            onChange={(next) => {
              setText(next);
              setWrong(false);
            }}
          >
            <Label className="control__label">{t('hub_field')}</Label>
            <div className="hub__row">
              <Input className="text__input" autoComplete="off" autoCapitalize="off" spellCheck={false} dir="ltr" />
              <Button type="submit" icon={Search} isPending={command.isPending}>
                {t('hub_look_up')}
              </Button>
            </div>
            <FieldError className="hub__wrong">{t('hub_wrong')}</FieldError>
            <Text slot="description" className="control__help">
              {t('hub_help')}
            </Text>
          </TextField>
        </Form>
      )}
      <FailureLine failure={command.failure} />
      {repository && (
        <RepositoryGraphs key={repository.commit} repository={repository} models={models} services={services} />
      )}
    </section>
  );
}
