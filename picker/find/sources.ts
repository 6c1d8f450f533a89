import type { FileSource } from '../candidate';

/** Referrer policies that `fetch` knows; attributes may hold anything. */
const policies: readonly ReferrerPolicy[] = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

/** The absolute address, or `undefined` for what is none or no picture could come from. */
export function absolute(url: string | null | undefined, element: Element): string | undefined {
  const text = url?.trim();
  if (!text || !URL.canParse(text, element.baseURI)) return undefined;
  const address = new URL(text, element.baseURI);
  return /^(?:https?|data|blob|file):$/.test(address.protocol) ? address.href : undefined;
}

/** A file as `element` would ask for it: its credentials and its referrer, not more. */
export function sourceOf(url: string, element: Element): FileSource {
  const policy = element.getAttribute('referrerpolicy')?.toLowerCase();
  return {
    url,
    credentials: element.getAttribute('crossorigin')?.toLowerCase() === 'use-credentials' ? 'include' : 'same-origin',
    referrerPolicy: policies.find((known) => known === policy) ?? '',
  };
}

export function sourcesOf(urls: readonly string[], element: Element): FileSource[] {
  return urls.map((url) => sourceOf(url, element));
}
