import { describe, expect, test } from 'vitest';
import { classifySender, type MessageSender } from '../../../messages/senders';
import { classOf, fixture, own, page, stamped } from './recorded-senders';

describe.each(Object.entries(fixture))('senders recorded in %s', (_, recorded) => {
  test('cover every realm that sends', () => {
    expect(recorded.map(({ from }) => from)).toEqual(
      expect.arrayContaining(['content-script', 'editor', 'popup']),
    );
  });

  test.each(recorded.map((sender) => [sender.from, sender] as const))('%s is known for what it is', (from, sender) => {
    expect(classifySender(stamped(sender), own)).toBe(classOf[from]);
  });

  test.each(recorded.map((sender) => [sender.from, sender] as const))(
    '%s of another extension is foreign',
    (_from, sender) => {
      expect(classifySender({ ...stamped(sender), id: 'another' }, own)).toBe('foreign');
    },
  );
});

test.each<[string, MessageSender]>([
  ['a page that claims the address of a worker', { id: own.id, url: `${page}/${own.origin}/background.js` }],
  ['a worker of another origin', { id: own.id, url: `${own.origin}.example/background.js` }],
  ['an address alone, from a frame', { id: own.id, url: `${own.origin}/page`, frameId: 0, tab: { id: 3 } }],
  ['an extension page framed into another', { id: own.id, origin: own.origin, frameId: 2, tab: { id: 3 } }],
  ['a page without a tab', { id: own.id, origin: page }],
  ['nobody', {}],
])('%s is foreign', (_, sender) => {
  expect(classifySender(sender, own)).toBe('foreign');
});
