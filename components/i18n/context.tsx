import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createFormats, type Formats } from './formats';
import type { MessageKey } from './keys';

export type Translate = (key: MessageKey, ...substitutions: readonly string[]) => string;

export interface I18n extends Formats {
  t: Translate;
  /** BCP 47 tag of the language that the strings are written in. */
  language: string;
}

const Context = createContext<I18n | undefined>(undefined);

export function Localized(props: { t: Translate; children: ReactNode }): ReactNode {
  const { t, children } = props;
  const value = useMemo(() => {
    const language = t('language_tag');
    return { t, language, ...createFormats(language, t) };
  }, [t]);
  return (
    <Context value={value}>
      <I18nProvider locale={value.language}>{children}</I18nProvider>
    </Context>
  );
}

export function useI18n(): I18n {
  const value = useContext(Context);
  if (!value) throw new Error('useI18n needs <Localized> above it');
  return value;
}
