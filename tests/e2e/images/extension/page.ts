import { drawMask } from '../../../../images/draw-mask';
import { openPicture } from '../../../../images/open-picture';
import { encodePicture } from '../../../../images/save-picture';
import { outcomeOf } from './outcome';
import type { DecodedExactly, DecodeReply, DecodeRequest, Outcome, Point } from './requests';

const never = new AbortController().signal;
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, (outcome: Outcome<DecodedExactly>) => void>();
let lastId = 0;

worker.addEventListener('message', ({ data }: MessageEvent<DecodeReply>) => {
  waiting.get(data.id)?.(data.outcome);
  waiting.delete(data.id);
});

/** The file with no MIME type that could help. */
async function file(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Blob([await response.arrayBuffer()]);
}

function decodeInWorker(blob: Blob, points: readonly Point[], exactly = false): Promise<Outcome<DecodedExactly>> {
  return new Promise((resolve) => {
    const request: DecodeRequest = { id: ++lastId, blob, points, exactly };
    waiting.set(request.id, resolve);
    worker.postMessage(request);
  });
}

async function base64(blob: Blob): Promise<string> {
  return base64Of(new Uint8Array(await blob.arrayBuffer()));
}

function base64Of(bytes: Uint8Array | Uint8ClampedArray): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

globalThis.imagesUnderTest = {
  async open(path) {
    const blob = await file(path);
    return outcomeOf(async () => {
      const { blob: picture, ...opened } = await openPicture(never, blob);
      return { ...opened, type: picture.type };
    });
  },
  async decode(path, points) {
    const opened = await openPicture(never, await file(path));
    return decodeInWorker(opened.blob, points);
  },
  async decodeOnly(path, points) {
    return decodeInWorker(await file(path), points);
  },
  async encode(path, options) {
    const blob = await file(path);
    return outcomeOf(async () => base64(await encodePicture(never, blob, options)));
  },
  async decodeExactly(path, points) {
    return decodeInWorker(await file(path), points, true);
  },
  async drawMask(mask, picture, transform) {
    return outcomeOf(async () => {
      const { width, height } = picture;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('no canvas');
      context.fillStyle = '#f00';
      drawMask(context, mask, picture, transform);
      return Promise.resolve(base64Of(context.getImageData(0, 0, width, height).data.filter((_, i) => i % 4 === 3)));
    });
  },
  async readXmp(packet) {
    return outcomeOf(async () => {
      const bytes = Uint8Array.from(atob(packet), (letter) => letter.charCodeAt(0));
      const xml = new DOMParser().parseFromString(new TextDecoder().decode(bytes), 'text/xml');
      const text = (name: string) => xml.getElementsByTagName(name)[0]?.textContent;
      return Promise.resolve({
        wellFormed: xml.getElementsByTagName('parsererror').length === 0,
        digitalSourceType: text('Iptc4xmpExt:DigitalSourceType'),
        description: text('dc:description'),
      });
    });
  },
  async encodedBytes(path, options) {
    const blob = await file(path);
    return outcomeOf(async () => (await encodePicture(never, blob, options)).size);
  },
};
