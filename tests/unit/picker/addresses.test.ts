import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDataUrl } from '../../../picker/data-url';
import { largestFirst, type Offered } from '../../../picker/largest-first';
import { cleanName, pictureName } from '../../../picker/picture-name';

describe('largestFirst', () => {
  const offered: Offered = { entries: [], current: undefined, others: [], shownWidth: 300, pixelRatio: 1 };

  it('puts the widest of a srcset first', () => {
    const entries = [{ url: 's', width: 300 }, { url: 'l', width: 2000 }, { url: 'm', width: 900 }];
    expect(largestFirst({ ...offered, entries, current: { url: 's', width: 300 }, others: ['s'] })).toEqual(['l', 'm', 's']);
  });

  it('reckons densities by the width on show', () => {
    const entries = [{ url: 'one' }, { url: 'two', density: 2 }];
    expect(largestFirst({ ...offered, entries, current: { url: 'one', width: 300 } })).toEqual(['two', 'one']);
  });

  it('takes a lazy address before a placeholder, but after a real picture', () => {
    const lazy = { ...offered, others: ['shown', 'lazy'] };
    expect(largestFirst({ ...lazy, current: { url: 'shown', width: 1 } })).toEqual(['lazy', 'shown']);
    expect(largestFirst({ ...lazy, current: { url: 'shown', width: 800 } })).toEqual(['shown', 'lazy']);
  });

  it('names each address once', () => {
    const url = fc.constantFrom('a', 'b', 'c', 'd');
    const entry = fc.oneof(fc.record({ url, width: fc.integer({ min: 1, max: 5000 }) }), fc.record({ url }));
    fc.assert(
      fc.property(fc.array(entry), fc.array(url), fc.nat(2000), (entries, others, width) => {
        const urls = largestFirst({ ...offered, entries, others, current: { url: 'a', width } });
        expect(new Set(urls).size).toBe(urls.length);
        expect(new Set(urls)).toEqual(new Set([...entries.map((one) => one.url), ...others, 'a']));
      }),
    );
  });
});

describe('readDataUrl', () => {
  const text = (url: string): string | undefined => {
    const bytes = readDataUrl(url);
    return bytes && new TextDecoder().decode(bytes);
  };

  it.each([
    ['data:image/svg+xml,%3Csvg/%3E', '<svg/>'],
    ['data:image/svg+xml;base64,PHN2Zy8+', '<svg/>'],
    ['data:;base64,PHN2Zy8%2B', '<svg/>'],
    ['data:,100%', '100%'],
    ['data:,a#b', 'a'],
    ['DATA:,ş', 'ş'],
    ['data:;base64,***', undefined],
    ['https://a.example/,', undefined],
    ['data:none', undefined],
  ])('reads %j', (url, expected) => {
    expect(text(url)).toBe(expected);
  });

  it('brings back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(readDataUrl(`data:image/png;base64,${Buffer.from(bytes).toString('base64')}`)).toEqual(new Uint8Array(bytes));
      }),
    );
  });
});

describe('pictureName', () => {
  it.each([
    ['https://a.example/photos/Summer%20day.jpeg?w=200', 'Summer day'],
    ['https://a.example/%E0%A4%A', '%E0%A4%A'],
    ['https://a.example/', ''],
    ['data:image/png;base64,AA', ''],
    ['blob:https://a.example/123', ''],
    [undefined, ''],
  ])('of %j', (url, name) => {
    expect(pictureName(url)).toBe(name);
  });

  it('holds nothing that a file system refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        expect(cleanName(text)).toMatch(/^(?![\s.])[^\\/:*?"<>|\p{Cc}]{0,80}$/u);
      }),
    );
  });
});
