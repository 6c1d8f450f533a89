import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { replyEnvelope } from '../../../messages/envelope';
import { CodedError } from '../../../messages/errors';
import { requests, type RequestDefinition } from '../../../messages/requests';
import { createRouter, route, type Route } from '../../../messages/router';
import type { MessageSender, SenderClass } from '../../../messages/senders';
import { size } from '../../sizes';

const own = { id: 'own-id', origin: 'chrome-extension://own-id' };
const senders: Record<SenderClass, MessageSender> = {
  extension: { id: own.id, origin: own.origin },
  'content-script': { id: own.id, origin: 'https://example.org', frameId: 0, tab: { id: 4, windowId: 1 } },
  foreign: { id: 'another-extension', origin: 'chrome-extension://another-extension' },
};

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

const anySender = fc.record(
  {
    id: fc.oneof(fc.constant(own.id), fc.string()),
    origin: fc.oneof(fc.constant(own.origin), fc.webUrl(), fc.string(), fc.constant('null')),
    frameId: fc.nat({ max: 5 }),
    tab: fc.record({ id: fc.nat(), windowId: fc.nat() }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const anyName = fc.oneof(fc.constantFrom(...requests.map(({ name }) => name)), fc.string());
const anyMessage = fc.oneof(
  fc.anything(),
  fc.record({ name: anyName, payload: fc.anything() }),
  fc.record({ name: anyName, payload: fc.record({ tabId: fc.anything() }) }),
  fc.record({ name: anyName, payload: fc.constant({}) }),
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
    const framed = { ...senders.extension, frameId: 3, tab: { id: 4 } };
    const { router, reached } = recordingRouter();
    for (const { name } of requests) {
      expect(await router({ name, payload: {} }, framed)).toEqual({ ok: false, error: { code: 'message-refused' } });
    }
    expect(reached).toEqual([]);
  });

  test('by a payload with more in it than the schema says', async () => {
    const { router, reached } = recordingRouter();
    const answer = await router({ name: 'start-picker', payload: { tabId: 1, more: true } }, senders.extension);
    expect(answer).toEqual({ ok: false, error: { code: 'message-invalid' } });
    expect(reached).toEqual([]);
  });
});

describe.each(requests.map((definition) => [definition.name, definition] as const))('%s', (name, definition) => {
  const classes: SenderClass[] = ['extension', 'content-script', 'foreign'];

  test.each(classes)('treats %s as its definition says', async (from) => {
    const { router } = recordingRouter();
    const answer = await router({ name, payload: Symbol('no schema takes this') }, senders[from]);
    const code = definition.from.some((allowed) => allowed === from) ? 'message-invalid' : 'message-refused';
    expect(answer).toEqual({ ok: false, error: { code } });
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
  expect(await router({ name: 'echo', payload: { value: 1 } }, senders.extension)).toEqual({
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
  expect(await router({ name: 'echo', payload: { value: 1 } }, senders.extension)).toEqual({
    ok: false,
    error: { code },
  });
});

test('a message for another realm is left to it, even by the realm of last resort', () => {
  const router = createRouter(own, [], { lastResort: true, elsewhere: ['store-picture'] });
  expect(router({ name: 'store-picture', payload: {} }, senders.extension)).toBeUndefined();
});
