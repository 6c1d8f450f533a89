import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { replyEnvelope } from '../../../messages/envelope';
import { CodedError } from '../../../messages/errors';
import { requests, type RequestDefinition } from '../../../messages/requests';
import { createRouter, route, type Route } from '../../../messages/router';
import type { MessageSender, SenderClass } from '../../../messages/senders';
import { size } from '../../sizes';
import { validPayloads, withSpoiling } from './near-valid';
import { own, stampedSenders } from './recorded-senders';

/** As the browsers stamp them; those of other extensions differ in their id. */
const realSenders: readonly { sender: MessageSender; from: SenderClass }[] = [
  ...stampedSenders,
  ...stampedSenders.map(({ sender }) => ({ sender: { ...sender, id: 'another' }, from: 'foreign' as const })),
];
const [ownPage] = stampedSenders.filter(({ from }) => from === 'extension').map(({ sender }) => sender);
if (!ownPage) throw new Error('no page of the extension is among the recorded senders');

const numRuns = size('fuzzRuns');

/** Routes for every request of the product, with handlers that write down that they were reached. */
function recordingRouter(lastResort = true) {
  const reached: { name: string; from: MessageSender }[] = [];
  const routes = requests.map((definition): Route => {
    const anyReply: RequestDefinition<unknown, unknown> = {
      name: definition.name,
      to: definition.to,
      from: definition.from,
      payload: definition.payload,
      reply: z.unknown(),
    };
    return route(anyReply, (_payload, from) => {
      reached.push({ name: definition.name, from });
      return Promise.resolve({});
    });
  });
  const router = createRouter(own, routes, lastResort ? { lastResort, elsewhere: [] } : { lastResort });
  return { router, reached };
}

/** A real sender, at times with some of what the browser stamps changed. */
const anySender = fc
  .tuple(
    fc.constantFrom(...stampedSenders),
    fc.record(
      {
        id: fc.oneof(fc.constant(undefined), fc.string()),
        origin: fc.oneof(fc.constant(undefined), fc.webUrl(), fc.string(), fc.constant('null')),
        url: fc.oneof(fc.constant(undefined), fc.webUrl()),
        frameId: fc.nat({ max: 5 }),
        tab: fc.record({ id: fc.nat(), windowId: fc.nat() }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([{ sender }, changes]): MessageSender => ({ ...sender, ...changes }));

const anyName = fc.oneof(fc.constantFrom(...requests.map(({ name }) => name)), fc.string());
const anyMessage = fc.oneof(
  fc.anything(),
  fc.record({ name: anyName, payload: fc.anything() }),
  fc.record({ name: anyName, payload: fc.oneof(...Object.values(validPayloads)) }),
);

describe('every message', () => {
  test('is answered with an envelope by the realm of last resort', async () => {
    await fc.assert(
      fc.asyncProperty(anyMessage, anySender, async (message, sender) => {
        const answer = await recordingRouter().router(message, sender);
        expect(replyEnvelope.safeParse(answer).success).toBe(true);
      }),
      { numRuns },
    );
  });

  test('that no route knows is left to other realms elsewhere', () => {
    fc.assert(
      fc.property(fc.anything(), anySender, (message, sender) => {
        expect(recordingRouter(false).router(message, sender)).toBeUndefined();
      }),
      { numRuns },
    );
  });
});

describe('no handler is reached', () => {
  test('by anything but the own extension', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyMessage,
        anySender.filter(({ id }) => id !== own.id),
        async (message, sender) => {
          const { router, reached } = recordingRouter();
          await router(message, sender);
          expect(reached).toEqual([]);
        },
      ),
      { numRuns },
    );
  });

  test('by a page of the extension that is framed into another', async () => {
    const framed = { ...ownPage, frameId: 3, tab: { id: 4 } };
    const { router, reached } = recordingRouter();
    for (const { name } of requests) {
      expect(await router({ name, payload: {} }, framed)).toEqual({ ok: false, error: { code: 'message-refused' } });
    }
    expect(reached).toEqual([]);
  });

});

describe.each(requests.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  const valid = validPayloads[name];
  if (!valid) throw new Error(`There is no example of ${name}`);
  const isAllowed = (from: SenderClass): boolean => definition.from.some((allowed) => allowed === from);

  test('is taken from those that its definition lists, and from nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(valid, fc.constantFrom(...realSenders), async (payload, { sender, from }) => {
        const { router, reached } = recordingRouter();
        const answer = await router({ name, payload }, sender);
        const refusal = { ok: false, error: { code: 'message-refused' } };
        expect(answer).toEqual(isAllowed(from) ? { ok: true, value: {} } : refusal);
        expect(reached).toHaveLength(isAllowed(from) ? 1 : 0);
      }),
      { numRuns },
    );
  });

  test('is refused when one thing in it is wrong', async () => {
    const allowed = realSenders.filter(({ from }) => isAllowed(from));
    await fc.assert(
      fc.asyncProperty(withSpoiling(valid), fc.constantFrom(...allowed), async (payload, { sender }) => {
        const { router, reached } = recordingRouter();
        expect(await router({ name, payload }, sender)).toEqual({ ok: false, error: { code: 'message-invalid' } });
        expect(reached).toEqual([]);
      }),
      { numRuns },
    );
  });
});

const echo: RequestDefinition<{ value: number }, { value: number }> = {
  name: 'echo',
  to: 'background',
  from: ['extension'],
  payload: z.strictObject({ value: z.number() }),
  reply: z.strictObject({ value: z.number() }),
};

test('an answer carries what the handler gave', async () => {
  const router = createRouter(own, [route(echo, ({ value }) => Promise.resolve({ value: value + 1 }))], {
    lastResort: false,
  });
  expect(await router({ name: 'echo', payload: { value: 1 } }, ownPage)).toEqual({
    ok: true,
    value: { value: 2 },
  });
});

test.each([
  [new CodedError('picture-gone'), 'picture-gone'],
  [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
  [new TypeError('whatever'), 'unexpected'],
])('an answer to a handler that throws %s carries the code', async (error, code) => {
  const router = createRouter(own, [route(echo, () => Promise.reject(error))], { lastResort: false });
  expect(await router({ name: 'echo', payload: { value: 1 } }, ownPage)).toEqual({
    ok: false,
    error: { code },
  });
});

test('a message for another realm is left to it, even by the realm of last resort', () => {
  const router = createRouter(own, [], { lastResort: true, elsewhere: ['store-picture'] });
  expect(router({ name: 'store-picture', payload: {} }, ownPage)).toBeUndefined();
});
