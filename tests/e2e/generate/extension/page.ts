import type { CaseReply, CaseRequest } from './messages';

declare global {
  /** Runs a recorded case in a worker of its own. */
  var runCase: ((request: CaseRequest) => Promise<CaseReply>) | undefined;
}

globalThis.runCase = (request) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<CaseReply>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.postMessage(request);
  });
