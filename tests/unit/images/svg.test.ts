import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeSvg } from '../../../images/formats/svg';
import { drawnElements } from '../../../images/svg-complexity';
import { svgSize } from '../../../images/svg-size';
import { utf8 } from '../../fixtures/bytes';

describe('svgSize', () => {
  const size = (width: string | null, height: string | null, viewBox: string | null) =>
    svgSize({ width, height, viewBox });

  it('draws at the natural size, at least 1024 px and at most what is sensible', () => {
    expect(size('2000', '1000', null)).toEqual({ width: 2000, height: 1000, viewBox: '0 0 2000 1000' });
    expect(size('10', '5', null)).toEqual({ width: 1024, height: 512, viewBox: '0 0 10 5' });
    expect(size('21cm', '29.7cm', '0 0 210 297')).toMatchObject({ width: 794, height: 1123 });
    expect(size('1e9', '1e9', null)).toMatchObject({ width: 4096, height: 4096 });
    expect(size('1e9', '1', null)).toMatchObject({ width: 8192, height: 1 });
  });

  it('takes what is missing from the view box, else from CSS', () => {
    expect(size(null, null, '0 0 200 100')).toMatchObject({ width: 1024, height: 512 });
    expect(size('100%', '100%', '0,0,200,100')).toMatchObject({ width: 1024, height: 512 });
    expect(size('2048', null, '0 0 200 100')).toMatchObject({ width: 2048, height: 1024 });
    expect(size(null, '2048', '0 0 100 200')).toMatchObject({ width: 1024, height: 2048 });
    expect(size(null, null, null)).toMatchObject({ width: 1024, height: 512 });
  });

  it('refuses pictures without area', () => {
    for (const side of ['0', '-1', '0px']) expect(() => size(side, '10', null)).toThrow('without area');
  });

  it('gives a size that can be drawn, or refuses, for any attributes', () => {
    const text = fc.option(
      fc.oneof(fc.string(), fc.double().map(String), fc.tuple(fc.double(), fc.constantFrom('px', '%', 'mm')).map((a) => a.join(''))),
    );
    const box = fc.option(fc.oneof(fc.string(), fc.array(fc.double(), { maxLength: 5 }).map((a) => a.join(' '))));
    fc.assert(
      fc.property(text, text, box, (width, height, viewBox) => {
        let drawn;
        try {
          drawn = size(width, height, viewBox);
        } catch (error) {
          expect(String(error)).toContain('without area');
          return;
        }
        for (const side of [drawn.width, drawn.height]) {
          expect(Number.isInteger(side) && side >= 1 && side <= 8192).toBe(true);
        }
        expect(drawn.width * drawn.height).toBeLessThanOrEqual(4097 * 4097);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('looksLikeSvg', () => {
  it('sees the root element behind whatever may come before it', () => {
    for (const text of [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '\ufeff  <?xml version="1.0"?>\n<!-- <html> -->\n<!DOCTYPE svg PUBLIC "a" "b" [ <!ENTITY x "y>"> ]><svg>',
      '<s:svg xmlns:s="http://www.w3.org/2000/svg">',
    ]) {
      expect(looksLikeSvg(utf8(text)), text).toBe(true);
    }
    for (const text of ['<!doctype html><svg>', 'text <svg>', '<svgs>', '<?xml', '<!-- <svg>', '']) {
      expect(looksLikeSvg(utf8(text)), text).toBe(false);
    }
    const utf16 = new Uint8Array([0xff, 0xfe, ...Buffer.from('<svg >', 'utf16le')]);
    expect(looksLikeSvg(utf16)).toBe(true);
  });
});

describe('drawnElements', () => {
  const count = (edges: Record<string, string[]>, root: string) => drawnElements(root, (node) => edges[node] ?? []);

  it('counts what is referred to as often as it is referred to', () => {
    expect(count({ a: ['b', 'b', 'c'], b: ['c', 'c'] }, 'a')).toBe(1 + 3 + 3 + 1);
  });

  it('ends at loops', () => {
    expect(count({ a: ['b'], b: ['a', 'c'] }, 'a')).toBe(3);
    expect(count({ a: ['a'] }, 'a')).toBe(1);
  });

  it('counts beyond what could ever be drawn, and deeper than the stack', () => {
    const nested = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`n${i}`, Array.from({ length: 10 }, () => `n${i + 1}`)]),
    );
    expect(count(nested, 'n0')).toBeGreaterThan(1e39);
    expect(drawnElements(0, (node) => (node < 200_000 ? [node + 1] : []))).toBe(200_001);
  });
});
