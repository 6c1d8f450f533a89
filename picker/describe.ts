import { isImage, isImageInput, isSvgRoot } from './elements';

const maxLength = 1000;

/** What the page says an element shows: its alternative text, its label, its title, its caption. */
export function describe(element: Element): string {
  const texts = [
    isImage(element) || isImageInput(element) ? element.alt : '',
    element.getAttribute('aria-label'),
    isSvgRoot(element) ? element.querySelector(':scope > title')?.textContent : '',
    element.getAttribute('title'),
    element.closest('figure')?.querySelector('figcaption')?.textContent,
  ];
  const text = texts.map((candidate) => candidate?.replace(/\s+/g, ' ').trim()).find((candidate) => candidate);
  return text?.slice(0, maxLength) ?? '';
}
