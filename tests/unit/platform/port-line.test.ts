import { beforeEach, expect, test, vi } from 'vitest';
import { z } from '../../../messages/zod';

const { made, prepare, connect } = await vi.hoisted(async () => {
  const { FakePort } = await import('./fake-port');
  const made: InstanceType<typeof FakePort<unknown>>[] = [];
  const connect = () => {
    const port = new FakePort<unknown>();
    made.push(port);
    return port;
  };
  return { made, prepare: vi.fn(() => Promise.resolve({})), connect };
});
vi.mock('../../../platform/browser', () => ({ browser: { runtime: { connect } } }));
vi.mock('../../../platform/requests', () => ({ sendRequest: prepare }));

const { PortLine } = await import('../../../platform/port-line');

function line() {
  const [heard, lost] = [vi.fn<(message: string) => void>(), vi.fn<() => void>()];
  return { line: new PortLine<{ say: string }, string>({ name: 'line', fromHost: z.string(), receive: heard, lost }), heard, lost };
}

beforeEach(() => {
  made.length = 0;
  prepare.mockReset().mockResolvedValue({});
});

test('it opens once, carries both ways, and drops what the host cannot have said', async () => {
  const { line: one, heard } = line();
  expect(await one.ifOpen()).toBeUndefined();
  const [post] = await Promise.all([one.open(), one.open()]);
  post({ say: 'a' });
  (await one.ifOpen())?.({ say: 'b' });
  made[0]?.say('hello');
  made[0]?.say({ no: 'text' });
  expect(made).toHaveLength(1);
  expect(made[0]?.received).toEqual([{ say: 'a' }, { say: 'b' }]);
  expect(heard.mock.calls).toEqual([['hello']]);
});

test('a host that goes is told of once, and the next use opens anew', async () => {
  const { line: one, lost } = line();
  await one.open();
  made[0]?.cut();
  expect(lost).toHaveBeenCalledOnce();
  await one.open();
  expect(made).toHaveLength(2);
});

test('the late end of a line that was given up is no end of the one after it', async () => {
  const { line: one, lost } = line();
  await one.open();
  one.close();
  expect(lost).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(made[0]?.disconnected).toBe(true));
  const post = await one.open();
  made[0]?.cut();
  expect(lost).toHaveBeenCalledOnce();
  post({ say: 'still there' });
  expect(made[1]?.received).toEqual([{ say: 'still there' }]);
});

test('a host that cannot be started fails whoever asks, and is tried again by the next', async () => {
  const { line: one } = line();
  prepare.mockRejectedValueOnce(new Error('no host'));
  await expect(one.open()).rejects.toThrow('no host');
  (await one.open())({ say: 'there' });
  expect(made[0]?.received).toEqual([{ say: 'there' }]);
});

test('sending on a line of whose end nothing was heard yet fails as lost', async () => {
  const { line: one } = line();
  const post = await one.open();
  if (made[0]) made[0].isDead = true;
  expect(() => post({ say: 'a' })).toThrow(expect.objectContaining({ code: 'host-lost' }));
});
