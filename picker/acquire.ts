import { inspectPicture } from '../images/inspect';
import { maxPictureBytes } from '../messages/limits';
import type { PickedPicture } from '../messages/requests';
import { addressOf, type Candidate, type Drawable, type FileSource } from './candidate';
import type { Cutting } from './cut-out';
import { readDataUrl } from './data-url';
import { drawn } from './draw';
import { PickError } from './pick-error';
import { cleanName, pictureName } from './picture-name';
import { svgFile } from './svg-text';

/** How long one file may take, in milliseconds. */
const patience = 20_000;

/** Files that are tried before the pixels on show are taken instead. */
const maxAttempts = 6;

const formatHead = 64 * 1024;

/**
 * The bytes of a picture, by the first way that works: its file, the largest version first; its pixels
 * where the page may read them; the screen. This is the only module of the page that uses the network,
 * and it asks for nothing but addresses of the picture itself.
 *
 * @param fromScreen cuts the picture out of a capture of the tab.
 * @throws PickError; `AbortError` after an abort.
 */
export async function acquire(
  signal: AbortSignal,
  candidate: Candidate,
  fromScreen: () => Promise<Cutting>,
): Promise<PickedPicture> {
  const ways = waysTo(signal, candidate, fromScreen);
  let failure: unknown;
  for (const { take, url } of ways) {
    signal.throwIfAborted();
    try {
      const { blob, acquisition } = await take();
      signal.throwIfAborted();
      return {
        blob,
        acquisition,
        name: pictureName(url ?? addressOf(candidate)) || cleanName(candidate.description) || cleanName(document.title),
        description: candidate.description,
      };
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  // The last way is the screen: its error says best what the person can do.
  throw failure;
}

type Taken = Pick<PickedPicture, 'blob' | 'acquisition'>;

interface Way {
  readonly take: () => Promise<Taken>;
  /** Address of the file that it reads, if it reads one. */
  readonly url?: string;
}

function waysTo(signal: AbortSignal, { content }: Candidate, fromScreen: () => Promise<Cutting>): Way[] {
  const screen: Way = {
    take: async () => {
      const { blob, partly } = await fromScreen();
      return { blob, acquisition: partly ? 'screen-part' : 'screen' };
    },
  };
  const rendered = (drawable: Drawable): Way => ({
    take: async () => ({ blob: await drawn(drawable), acquisition: 'rendered' }),
  });
  switch (content.kind) {
    case 'files': {
      const { sources, drawable } = content;
      const files = sources
        .slice(0, maxAttempts)
        .map((source): Way => ({
          take: async () => ({ blob: await readFile(signal, source), acquisition: 'file' }),
          url: source.url,
        }));
      return [...files, ...(drawable ? [rendered(drawable)] : []), screen];
    }
    case 'drawing':
      return [rendered(content.drawable), screen];
    case 'vector':
      return [{ take: () => Promise.resolve({ blob: svgFile(content.svg), acquisition: 'file' }) }, screen];
    case 'screen':
      return [screen];
  }
}

/**
 * Reads a picture file as the page itself could.
 *
 * @throws PickError `picture-not-readable` where the other side or the page's policy forbids it, or
 *   where what comes is no picture; `file-too-large`.
 */
async function readFile(signal: AbortSignal, { url, credentials, referrerPolicy }: FileSource): Promise<Blob> {
  const data = readDataUrl(url);
  if (data) return pictureOf([data]);
  let response: Response;
  try {
    response = await fetch(url, {
      cache: 'force-cache',
      credentials,
      referrerPolicy,
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    if (!response.ok) throw new PickError('picture-not-readable', `status ${response.status}`);
    return await pictureOf(await readBody(response));
  } catch (cause) {
    if (cause instanceof PickError) throw cause;
    throw new PickError('picture-not-readable', 'the file cannot be read from this page', { cause });
  }
}

/** The body as bytes: in Firefox, `response.blob()` reads as empty once its tab has closed. */
async function readBody(response: Response): Promise<BlobPart[]> {
  if (Number(response.headers.get('content-length')) > maxPictureBytes) throw tooLarge();
  if (!response.body) return [];
  const chunks: BlobPart[] = [];
  const reader = response.body.getReader();
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return chunks;
    bytes += value.byteLength;
    if (bytes > maxPictureBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

/** Error pages and placeholders come as pictures by name and type; only the bytes tell. */
async function pictureOf(parts: BlobPart[]): Promise<Blob> {
  const bytes = new Blob(parts);
  const head = new Uint8Array(await bytes.slice(0, formatHead).arrayBuffer());
  const { format } = inspectPicture(head, bytes.size);
  if (format === 'unknown') throw new PickError('picture-not-readable', 'not a picture file');
  const type = format === 'svg' ? 'image/svg+xml' : `image/${format}`;
  return bytes.slice(0, bytes.size, type);
}

function tooLarge(): PickError {
  return new PickError('file-too-large', `more than ${maxPictureBytes} bytes`);
}
