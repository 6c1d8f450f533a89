import type { BackendChoice } from '../../messages/editor-port';
import type { Tab } from './tab';
import { testPng } from './test-pictures';

interface Port {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: HostMessage) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

interface HostMessage {
  type: string;
  result?: { width: number; height: number };
  error?: { code: string };
}

declare const chrome: {
  runtime: { sendMessage(message: unknown): Promise<unknown>; connect(options: { name: string }): Port };
};

/**
 * Has the host run a job on a model of the library, asked for as the editor asks; gives the size of the result.
 *
 * @throws Error that names the code when the job fails.
 */
export async function runLibraryModel(
  tab: Tab,
  {
    task,
    model,
    width,
    height,
    backend = 'wasm',
    options = {},
  }: {
    task: 'enlarge' | 'repair';
    model: string;
    width: number;
    height: number;
    backend?: BackendChoice;
    options?: Readonly<Record<string, string>>;
  },
): Promise<{ width: number; height: number }> {
  const png = Buffer.from(await testPng(width, height)).toString('base64');
  const job = { task, model, options, backend, mask: null, previewSize: 64 };
  return tab.evaluate(
    async (request: object, picture: string) => {
      await chrome.runtime.sendMessage({ name: 'prepare-host', payload: {} });
      const port = chrome.runtime.connect({ name: 'editor' });
      const input = new Blob([Uint8Array.fromBase64(picture)], { type: 'image/png' });
      try {
        return await new Promise<{ width: number; height: number }>((resolve, reject) => {
          port.onDisconnect.addListener(() => reject(new Error('The host went away')));
          port.onMessage.addListener(({ type, result, error }) => {
            if (type === 'job-done' && result) resolve({ width: result.width, height: result.height });
            if (type === 'job-failed') reject(new Error(`The job failed: ${error?.code ?? ''}`));
          });
          port.postMessage({ type: 'run-job', job: { ...request, input, jobId: crypto.randomUUID() } });
        });
      } finally {
        port.disconnect();
      }
    },
    job,
    png,
  );
}
