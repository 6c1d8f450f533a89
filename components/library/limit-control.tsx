import { useId, useState, type ReactNode } from 'react';
import type { Library } from '../../messages/library';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { FailureLine } from './failure-line';
import { freedBy } from './freed';
import { focusStays } from './kept-focus';
import { Question } from './question';
import type { LibraryServices } from './services';
import { useCommand } from './use-command';

/** What can be chosen as the most that models may take, in bytes; 0 is no limit. */
const limits = [0, 1e9, 2e9, 5e9, 10e9, 20e9];

/** How much room models may take. Nothing is deleted before a yes. */
export function LimitControl(props: { library: Library; services: Pick<LibraryServices, 'setLimit'> }): ReactNode {
  const { library, services } = props;
  const { t, bytes, number } = useI18n();
  const label = useId();
  const command = useCommand();
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [asking, setAsking] = useState(false);
  const limit = chosen ?? library.limit;
  const freed = freedBy(library.models, limit);
  const freedBytes = bytes(freed.reduce((sum, { total }) => sum + total, 0));

  const apply = (): void =>
    command.run(async () => {
      await services.setLimit(limit);
      setAsking(false);
      setChosen(undefined);
    });

  return (
    <div className="control">
      <label className="control__label" htmlFor={label}>
        {t('storage_limit')}
      </label>
      <div className="library__buttons">
        <select
          id={label}
          className="select"
          value={limit}
          aria-describedby={`${label}-help`}
          onChange={(event) => {
            setChosen(Number(event.target.value));
            setAsking(false);
          }}
        >
          {[...new Set([...limits, library.limit])].map((value) => (
            <option key={value} value={value}>
              {value === 0 ? t('storage_limit_none') : bytes(value)}
            </option>
          ))}
        </select>
        {limit !== library.limit && !asking && (
          <Button
            ref={focusStays}
            isPending={command.isPending}
            onPress={() => (freed.length > 0 ? setAsking(true) : apply())}
          >
            {t('storage_limit_apply')}
          </Button>
        )}
      </div>
      {asking && (
        <Question
          words={freed.length === 1 ? t('storage_limit_really_one', freedBytes) : t('storage_limit_really', number(freed.length), freedBytes)}
          yes={t('storage_limit_apply')}
          isPending={command.isPending}
          onYes={apply}
          onNo={() => {
            setAsking(false);
            setChosen(undefined);
          }}
        />
      )}
      <p id={`${label}-help`} className="control__help">
        {t('storage_limit_help')}
      </p>
      <FailureLine failure={command.failure} />
    </div>
  );
}
