import { expect, test, vi } from 'vitest';
import { HostConnection } from '../../../platform/host-connection';

const { ports } = vi.hoisted(() => {
  /** A port that says nothing until it is cut. */
  class SilentPort {
    readonly #listeners: (() => void)[] = [];
    readonly onMessage = { addListener: () => undefined };
    readonly onDisconnect = { addListener: (listener: () => void) => void this.#listeners.push(listener) };

    postMessage(): void {
      // Nobody hears it.
    }

    cut(): void {
      for (const listener of this.#listeners) listener();
    }
  }
  const made: SilentPort[] = [];
  return {
    ports: {
      made,
      connect: () => {
        const port = new SilentPort();
        made.push(port);
        return port;
      },
    },
  };
});

vi.mock('../../../platform/browser', () => ({ browser: { runtime: { connect: ports.connect } } }));
vi.mock('../../../platform/requests', () => ({ sendRequest: () => Promise.resolve({}) }));

test('whoever waits for a host that goes is told so, and the next question finds a new one', async () => {
  const host = new HostConnection();
  const device = host.describeDevice('auto');
  const picture = host.claimPicture('8d3c8c5e-3a7e-4d5b-9a53-5d1f4c1f9a01');
  await vi.waitFor(() => expect(ports.made).toHaveLength(1));
  // Both questions have been sent when the line goes.
  await Promise.resolve();
  ports.made[0]?.cut();
  await expect(device).rejects.toMatchObject({ code: 'host-lost' });
  expect(await picture).toBeUndefined();
  const next = host.describeDevice('auto');
  await vi.waitFor(() => expect(ports.made).toHaveLength(2));
  await Promise.resolve();
  ports.made[1]?.cut();
  await expect(next).rejects.toMatchObject({ code: 'host-lost' });
});
