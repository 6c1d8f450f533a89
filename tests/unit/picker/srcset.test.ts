import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSrcset } from '../../../picker/srcset';

describe('parseSrcset', () => {
  it.each([
    ['a.png', [{ url: 'a.png' }]],
    ['a.png 1x, b.png 2x', [{ url: 'a.png', density: 1 }, { url: 'b.png', density: 2 }]],
    ['a.png 320w,b.png 640w', [{ url: 'a.png', width: 320 }, { url: 'b.png', width: 640 }]],
    ['a.png, b.png 1.5x', [{ url: 'a.png' }, { url: 'b.png', density: 1.5 }]],
    ['data:image/png;base64,AAA= 2x', [{ url: 'data:image/png;base64,AAA=', density: 2 }]],
    ['a,b.png 2x', [{ url: 'a,b.png', density: 2 }]],
    ['a.png 100w 50h', [{ url: 'a.png', width: 100 }]],
    [' ,, a.png ,', [{ url: 'a.png' }]],
    ['a.png (1x, 2x), b.png 3x', [{ url: 'b.png', density: 3 }]],
  ])('reads %j', (text, entries) => {
    expect(parseSrcset(text)).toEqual(entries);
  });

  it.each(['a.png 0w', 'a.png -1x', 'a.png 1w 2x', 'a.png 2q', 'a.png 1x 2x', 'a.png 1.5w', ''])('refuses %j', (text) => {
    expect(parseSrcset(text)).toEqual([]);
  });

  it('reads whatever comes without throwing, and names only what is there', () => {
    const text = fc.array(fc.constantFrom(' ', ',', '(', ')', '1x', '2w', 'a.png', 'x', '\n', '9e9x', '-'), { maxLength: 200 });
    fc.assert(
      fc.property(fc.oneof(text.map((parts) => parts.join('')), fc.string({ maxLength: 500 })), (input) => {
        for (const { url, width, density } of parseSrcset(input)) {
          expect(input).toContain(url);
          expect(url).not.toBe('');
          expect(width === undefined || width > 0).toBe(true);
          expect(density === undefined || Number.isFinite(density)).toBe(true);
        }
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    for (const part of ['(', ', ', 'a ', '1x ', 'a,']) {
      const started = performance.now();
      parseSrcset(part.repeat(500_000));
      expect(performance.now() - started).toBeLessThan(3000);
    }
  });
});
