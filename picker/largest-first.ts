import type { SrcsetEntry } from './srcset';

/** What an element says about the pictures that it could show. */
export interface Offered {
  /** Entries of `srcset` attributes, absolute URLs. */
  readonly entries: readonly SrcsetEntry[];
  /** What is shown now and how wide its pixels are; 0 while unknown. */
  readonly current: { readonly url: string; readonly width: number } | undefined;
  /** Addresses of unknown size, likeliest first: `src`, lazy attributes. */
  readonly others: readonly string[];
  /** Width in CSS pixels at which density descriptors apply. */
  readonly shownWidth: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

/**
 * The addresses with the largest picture first. An address of unknown size is believed to be larger
 * than the current one only where that is too small for its place: then it is a placeholder and the
 * page means to replace it.
 */
export function largestFirst(offered: Offered): string[] {
  const { current, shownWidth } = offered;
  const currentIsPlaceholder = !current || current.width < 0.5 * shownWidth;
  const widths = new Map<string, number>();
  const offer = (url: string, width: number): void => {
    widths.set(url, Math.max(width, widths.get(url) ?? 0));
  };
  for (const entry of offered.entries) offer(entry.url, entry.width ?? (entry.density ?? 1) * shownWidth);
  const unknown = currentIsPlaceholder ? shownWidth * offered.pixelRatio : 0;
  for (const url of offered.others) if (!widths.has(url)) offer(url, url === current?.url ? 0 : unknown);
  // What srcset offers reports a width that its descriptor has already been divided out of.
  const described = offered.entries.some((entry) => entry.url === current?.url);
  if (current && !described) widths.set(current.url, current.width);
  return [...widths].sort((a, b) => b[1] - a[1]).map(([url]) => url);
}
