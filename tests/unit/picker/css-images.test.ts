import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCssImages } from '../../../picker/css-images';

const urls = (value: string): string[][] => parseCssImages(value).map((layer) => layer.map(({ url }) => url));

describe('parseCssImages', () => {
  it.each([
    ['none', []],
    ['url("https://a.example/b.png")', [['https://a.example/b.png']]],
    ['url(a.png), url("b.png")', [['a.png'], ['b.png']]],
    ['linear-gradient(red, url(x)), url("a.png")', [['a.png']]],
    ['url("a\\"b\\29 .png")', [['a"b).png']]],
    ["url('it,s (1).png')", [['it,s (1).png']]],
    ['url("data:image/svg+xml,%3Csvg xmlns=\\"x\\"/%3E")', [['data:image/svg+xml,%3Csvg xmlns="x"/%3E']]],
    ['image-set(url("a.png") 1dppx, url("b.png") 2dppx)', [['b.png', 'a.png']]],
    ['-webkit-image-set(url(a.png) 1x, url(b.png) 2x)', [['b.png', 'a.png']]],
    ['image-set("a.avif" 192dpi type("image/avif"), "b.png" 96dpi type("image/png"))', [['a.avif', 'b.png']]],
    ['"\\201c" url("a.png") / "text"', [['a.png']]],
    ['-webkit-cross-fade(url(a.png), url(b.png), 50%)', [['a.png'], ['b.png']]],
    ['url("")', []],
  ])('reads %j', (value, expected) => {
    expect(urls(value)).toEqual(expected);
  });

  it('never throws and never gives an empty address', () => {
    const part = fc.constantFrom('url(', 'image-set(', ')', '"', "'", '\\', ',', ' ', '/', 'a.png', '2x', 'type(', '\\110000 ', '\n');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }).map((parts) => parts.join('')), (value) => {
        for (const layer of parseCssImages(value)) {
          expect(layer.length).toBeGreaterThan(0);
          for (const { url, density } of layer) {
            expect(url).not.toBe('');
            expect(Number.isFinite(density)).toBe(true);
          }
        }
      }),
    );
  });
});
