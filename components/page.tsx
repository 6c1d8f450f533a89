import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { Localized, type Translate } from './i18n/context';
import './base.css';

/**
 * Shows a page of the extension, in its language.
 *
 * @returns what shows it again in another language, keeping its state.
 */
export function showPage(t: Translate, content: ReactNode): (t: Translate) => void {
  const element = document.getElementById('root');
  if (!element) throw new Error('the page has no #root');
  const root = createRoot(element);
  const show = (translate: Translate): void =>
    root.render(
      <StrictMode>
        <Localized t={translate}>{content}</Localized>
      </StrictMode>,
    );
  show(t);
  return show;
}
