import { beforeEach, expect, test, vi } from 'vitest';
import type { MessageSender } from '../../../messages/senders';

interface Port {
  name: string;
  sender?: MessageSender;
  disconnect: () => void;
}

const { runtime } = vi.hoisted(() => ({
  runtime: {
    id: 'imaginex',
    // Node knows no origin of the schemes that extensions have.
    getURL: (path: string) => `https://imaginex.example${path}`,
    onConnect: { addListener: vi.fn<(listener: (port: Port) => void) => void>() },
  },
}));
vi.mock('../../../platform/browser', () => ({ browser: { runtime } }));

const { acceptPorts } = await import('../../../platform/listen');

const own = 'https://imaginex.example';
const accept = vi.fn();
let connect: (port: Port) => void;

beforeEach(() => {
  vi.clearAllMocks();
  runtime.onConnect.addListener.mockImplementation((listener) => (connect = listener));
  acceptPorts('editor', accept);
});

function port(sender: MessageSender | undefined, name = 'editor'): Port {
  return { name, ...(sender ? { sender } : {}), disconnect: vi.fn() };
}

test("an editor's line is served", () => {
  const line = port({ id: 'imaginex', origin: own, url: `${own}/editor.html`, frameId: 0, tab: { id: 4 } });
  connect(line);
  expect(accept).toHaveBeenCalledExactlyOnceWith(line);
  expect(line.disconnect).not.toHaveBeenCalled();
});

test.each<[string, MessageSender | undefined]>([
  ['a content script', { id: 'imaginex', origin: 'https://a.example', url: 'https://a.example/', frameId: 0, tab: { id: 4 } }],
  ['another extension', { id: 'other', origin: 'chrome-extension://other' }],
  ['a page of ours framed into another', { id: 'imaginex', origin: own, url: `${own}/editor.html`, frameId: 3, tab: { id: 4 } }],
  ['nobody', undefined],
])('a line of %s is cut', (_, sender) => {
  const line = port(sender);
  connect(line);
  expect(accept).not.toHaveBeenCalled();
  expect(line.disconnect).toHaveBeenCalledOnce();
});

test('a line of another name is left alone', () => {
  const line = port({ id: 'imaginex', origin: own, frameId: 0 }, 'something');
  connect(line);
  expect(accept).not.toHaveBeenCalled();
  expect(line.disconnect).not.toHaveBeenCalled();
});
