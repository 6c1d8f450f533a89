import { withStyle, type StyleName } from '../../models/tasks/styles';

/** What is to be seen, or what is to be left out. */
export type CutPrompt = 'prompt' | 'negative';

/** What the model is given of the person's own words: with what the style adds. */
export function readText(of: CutPrompt, own: string, style: StyleName): string {
  return of === 'prompt' ? withStyle(own, '', style).prompt : withStyle('', own, style).negativePrompt;
}

/**
 * What of the person's own words is not read; empty where only the style's are cut, `undefined` where nothing is.
 *
 * @param text as the model is given it, beginning with the person's own.
 * @param end index of the first UTF-16 unit of it that is not read.
 */
export function unread(own: string, text: string, end: number): string | undefined {
  return end < text.length ? own.trim().slice(end).trim() : undefined;
}
