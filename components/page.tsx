import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { Localized, type Translate } from './i18n/context';
import './base.css';

/** Shows a page of the extension, in its language. */
export function showPage(t: Translate, content: ReactNode): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <Localized t={t}>{content}</Localized>
    </StrictMode>,
  );
}
