import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmbeddedPictures } from '../../../images/embedded-data';
import { CodedError } from '../../../messages/errors';
import { joined } from '../../fixtures/bytes';
import { idat, ihdr, pngChunk, pngSignature } from '../../fixtures/png';

function png(width: number, height: number): Buffer {
  const pixel = idat(new Uint8Array(3), 1, 3);
  return Buffer.from(joined(pngSignature, ihdr(width, height), pixel, pngChunk('IEND')));
}

const percent = (bytes: Buffer): string => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const bomb = png(65_535, 65_535);
const base64 = bomb.toString('base64');

/** The code with which a drawing is refused that has these texts. */
function outcome(...texts: string[]): string {
  const pictures = new EmbeddedPictures();
  try {
    for (const text of texts) pictures.check(text);
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
  return 'fine';
}

describe('EmbeddedPictures', () => {
  it.each([
    `data:image/png;base64,${base64}`,
    `data:image/png;charset=utf-8;  BASE64,${base64}`,
    `data:image/png;base64,${base64.replace(/.{76}/g, '$&\n')}`,
    `data:image/png;base64,${percent(Buffer.from(base64))}`,
    `data:image/png,${percent(bomb)}`,
    `data:,${percent(bomb)}#end`,
    ` DA\tTA:font/woff2;base64,${base64}`,
    `background: url("data:image/png;base64,${base64}") #fff`,
    `data:image/png;base64,${png(9, 9).toString('base64')} 1x, data:image/png;base64,${base64} 2x`,
    `url(\\64\nata:image/png;base64,${base64})`,
    `url("\\000064\\61 t\\\na\\3a image/png;base64,${base64}")`,
  ])('finds what is too large in %.60j', (text) => {
    expect(outcome(text)).toBe('picture-too-large');
  });

  it.each([
    `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"/>')}`,
    `data:image/png,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg"/>')}`,
    'data:text/html,<p>',
    "@import url('data:text/css;base64,AAAA')",
    `data:image/png;base64,${png(9, 9).subarray(0, 18).toString('base64')}`,
  ])('refuses what it cannot see into in %j', (text) => {
    expect(outcome(text)).not.toBe('fine');
  });

  it.each([
    '',
    'metadata: 1, 2, 3',
    'Data: see html, css, xml',
    'data:image/png',
    `data:image/png;base64,${png(64, 48).toString('base64')}`,
    `@font-face { src: url(data:font/woff2;base64,${Buffer.from('wOF2 and so on').toString('base64')}) }`,
  ])('leaves %.60j alone', (text) => {
    expect(outcome(text)).toBe('fine');
  });

  it('adds up what is in one drawing', () => {
    const large = `data:image/png;base64,${png(8000, 6000).toString('base64')}`;
    expect(outcome(large, large)).toBe('fine');
    expect(outcome(large, large, large)).toBe('picture-too-large');
    expect(outcome(`url(${large}), url(${large}), url(${large})`)).toBe('picture-too-large');
  });

  it('throws nothing else, whatever the text', () => {
    const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('data:', ';base64,', ',', '%89PNG', '%', '\\', '\\64 ', '\n', 'GIF89a'));
    fc.assert(
      fc.property(fc.array(part).map((parts) => parts.join('')), (text) => {
        outcome(text);
      }),
      { numRuns: 3000 },
    );
  });

  // If it took time by the square of the length, this would not end today.
  it('takes time in proportion to the text', { timeout: 300_000 }, () => {
    for (const text of ['data:,', 'data:image/png;base64,AAAA', 'data:,%41', '\\64 ata:,']) {
      outcome(text.repeat(500_000));
    }
  });
});
