import type { Finding } from '../candidate';
import { isImage, isPictureSource } from '../elements';
import { largestFirst } from '../largest-first';
import { parseSrcset, type SrcsetEntry } from '../srcset';
import { absolute, sourcesOf } from './sources';

/** Attributes in which scripts keep the real picture until it is scrolled into view. */
const lazyAddresses = [
  'data-src',
  'data-original',
  'data-lazy',
  'data-lazy-src',
  'data-original-src',
  'data-hi-res-src',
  'data-full-src',
];
const lazySets = ['data-srcset', 'data-lazy-srcset', 'data-original-set'];

const decodable = /^image\/(?:jpe?g|png|apng|gif|webp|avif|bmp|svg\+xml)$/i;

/** `<img>`, with all that its `srcset`, the `<picture>` around it and lazy loaders offer. */
export function findImageElement(element: Element): Finding[] {
  if (!isImage(element)) return [];
  const urls = largestFirst({
    entries: [element, ...pictureSources(element)].flatMap(entriesOf),
    current: currentOf(element),
    others: [element.getAttribute('src'), ...lazyAddresses.map((name) => element.getAttribute(name))].flatMap(
      (url) => absolute(url, element) ?? [],
    ),
    shownWidth: element.getBoundingClientRect().width,
    pixelRatio: devicePixelRatio,
  });
  if (urls.length === 0) return [];
  return [
    {
      content: { kind: 'files', sources: sourcesOf(urls, element), drawable: element },
      width: element.naturalWidth,
      height: element.naturalHeight,
    },
  ];
}

function currentOf(image: HTMLImageElement): { url: string; width: number } | undefined {
  const url = absolute(image.currentSrc, image);
  return url === undefined ? undefined : { url, width: image.naturalWidth };
}

/** The sources that could be shown: for this window and in a format that is decoded here. */
function pictureSources(image: HTMLImageElement): Element[] {
  const parent = image.parentElement;
  if (parent?.localName !== 'picture') return [];
  return [...parent.children].filter(
    (source) =>
      isPictureSource(source) &&
      (source.media === '' || matchMedia(source.media).matches) &&
      (source.type === '' || decodable.test(source.type)),
  );
}

function entriesOf(element: Element): SrcsetEntry[] {
  return ['srcset', ...lazySets]
    .flatMap((name) => parseSrcset(element.getAttribute(name) ?? ''))
    .flatMap((entry) => {
      const url = absolute(entry.url, element);
      return url === undefined ? [] : { ...entry, url };
    });
}
