import { openPicture } from '../../../../images/open-picture';
import { encodePicture } from '../../../../images/save-picture';
import { outcomeOf } from './outcome';
import type { Decoded, DecodeReply, DecodeRequest, Outcome, Point } from './requests';

const never = new AbortController().signal;
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const waiting = new Map<number, (outcome: Outcome<Decoded>) => void>();
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

function decodeInWorker(blob: Blob, points: readonly Point[]): Promise<Outcome<Decoded>> {
  return new Promise((resolve) => {
    const request: DecodeRequest = { id: ++lastId, blob, points };
    waiting.set(request.id, resolve);
    worker.postMessage(request);
  });
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
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
  async encodedBytes(path, options) {
    const blob = await file(path);
    return outcomeOf(async () => (await encodePicture(never, blob, options)).size);
  },
};
