import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectPicture } from '../../../images/inspect';
import { type GoodPicture, goodPictures } from '../../fixtures/pictures';
import { hostileFiles } from '../../fixtures/hostile';

let pictures: GoodPicture[] = [];

beforeAll(async () => {
  pictures = await goodPictures();
});

describe('inspectPicture', () => {
  it('reads what good pictures say about themselves', () => {
    for (const picture of pictures) {
      const facts = inspectPicture(picture.bytes, picture.bytes.length);
      const turned = picture.orientation >= 5 && picture.format !== 'webp';
      const sized = picture.format !== 'svg';
      expect(facts, picture.name).toMatchObject({
        format: picture.format,
        width: sized ? (turned ? picture.height : picture.width) : undefined,
        height: sized ? (turned ? picture.width : picture.height) : undefined,
        orientation: picture.orientation,
        animated: picture.animated,
        wideGamut: picture.wideGamut,
        hasAlpha: picture.hasAlpha,
        complete: true,
      });
    }
  });

  it('never throws on damaged headers', () => {
    const damage = fc.record({
      which: fc.nat(),
      length: fc.double({ min: 0, max: 1, noNaN: true }),
      changes: fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(damage, ({ which, length, changes }) => {
        const { bytes: good } = pictures[which % pictures.length] ?? { bytes: new Uint8Array() };
        const bytes = good.slice(0, Math.ceil(good.length * length));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        isPlausible(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  it('never throws on arbitrary bytes behind any magic number', () => {
    const magic = fc.constantFrom(
      [],
      [0xff, 0xd8, 0xff, 0xe1],
      [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10],
      [...Buffer.from('GIF89a')],
      [...Buffer.from('RIFF\0\0\0\0WEBPVP8X')],
      [0, 0, 0, 24, ...Buffer.from('ftypavif\0\0\0\0avifmif1')],
      [0xff, 0x0a],
      [0, 0, 1, 0, 3, 0],
      [...Buffer.from('BM')],
      [...Buffer.from('<?xml')],
    );
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 3000 }), fc.nat(10_000), (start, rest, more) => {
        const bytes = Uint8Array.of(...start, ...rest);
        isPlausible(bytes, bytes.length + more);
      }),
      { numRuns: 5000 },
    );
  });

  it('never throws on the hostile files, and is quick about it', async () => {
    for (const { name, bytes } of await hostileFiles()) {
      const started = performance.now();
      isPlausible(bytes);
      expect(performance.now() - started, name).toBeLessThan(2000);
    }
  });
});

function isPlausible(bytes: Uint8Array, total = bytes.length): void {
  const facts = inspectPicture(bytes, total);
  for (const side of [facts.width, facts.height]) {
    if (side !== undefined) expect(Number.isSafeInteger(side) && side > 0).toBe(true);
  }
  expect(facts.orientation).toBeGreaterThanOrEqual(1);
  expect(facts.orientation).toBeLessThanOrEqual(8);
}
