import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { embedXmp } from '../../../images/embed-xmp';
import { inspectPicture } from '../../../images/inspect';
import { withoutMetadata } from '../../../images/png-metadata';
import type { SaveFormat } from '../../../images/save-picture';
import { maxDescription, xmpPacket } from '../../../images/xmp';
import { joined, u16be } from '../../fixtures/bytes';
import { size } from '../../sizes';

/** Words of every sort that has a meaning somewhere: in XML, in packets, in files. */
const anyDescription = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", ']]>', '<!--', '<?xpacket end="w"?>', '&amp;', '&#0;', '\0', '\r', '\n', '\t', '\x1b', '\ufffe', '\ud800', '\udc00', '🙂', 'ğ', 'a') }),
);

/** The description as a reader of XML 1.0 finds it. */
function descriptionIn(packet: string): string | undefined {
  const text = /<dc:description><rdf:Alt><rdf:li xml:lang="x-default">([^<>]*)<\/rdf:li><\/rdf:Alt><\/dc:description>/.exec(packet)?.[1];
  const names: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  return text?.replace(/&[^;]*;?/g, (reference) => {
    const meant = names[reference];
    if (meant === undefined) throw new Error(`no reference: ${reference}`);
    return meant;
  });
}

/** What XML can say of it. */
function sayable(text: string): string {
  return Array.from(text.replace(/\r\n|\r/g, '\n'), (character) => {
    const code = character.codePointAt(0) ?? 0;
    const isAllowed =
      code === 9 || code === 10 || (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff;
    return isAllowed ? character : '\ufffd';
  }).join('');
}

describe('xmpPacket', () => {
  it('says by which sort of source, and nothing else unless asked', () => {
    for (const source of ['trainedAlgorithmicMedia', 'compositeWithTrainedAlgorithmicMedia'] as const) {
      const packet = new TextDecoder().decode(xmpPacket({ source }));
      expect(packet).toContain(
        `<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/${source}</Iptc4xmpExt:DigitalSourceType>`,
      );
      expect(packet).not.toContain('dc:description>');
    }
  });

  it('holds any description so that it is read back', () => {
    fc.assert(
      fc.property(anyDescription, (description) => {
        const bytes = xmpPacket({ source: 'trainedAlgorithmicMedia', description });
        const packet = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        expect(descriptionIn(packet)).toBe(sayable(description));
        // However it reads, it opens and closes nothing.
        expect(packet.match(/<[^>]*>/g)).toHaveLength(16);
      }),
      { numRuns: size('fuzzRuns') },
    );
  });
});

const [width, height] = [35, 21];

async function pictures(): Promise<[string, SaveFormat, Buffer][]> {
  const data = Buffer.from(Array.from({ length: width * height * 4 }, (_, i) => (i * i * 31) >> 5 & 255));
  const picture = sharp(data, { raw: { width, height, channels: 4 } });
  const opaque = picture.clone().removeAlpha();
  const jpeg = await opaque.clone().jpeg().toBuffer();
  const jfif = joined([0xff, 0xe0], u16be(16), 'JFIF', [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  return [
    ['png', 'png', await picture.clone().png().toBuffer()],
    ['jpeg', 'jpeg', jpeg],
    ['jfif', 'jpeg', Buffer.from(joined(jpeg.subarray(0, 2), jfif, jpeg.subarray(2)))],
    ['jpeg with a profile', 'jpeg', await opaque.clone().withIccProfile('p3').jpeg().toBuffer()],
    ['webp', 'webp', await opaque.clone().webp().toBuffer()],
    ['lossless webp', 'webp', await opaque.clone().webp({ lossless: true }).toBuffer()],
    ['lossless webp with alpha', 'webp', await picture.clone().webp({ lossless: true }).toBuffer()],
    ['webp with alpha', 'webp', await picture.clone().webp().toBuffer()],
    ['webp with a profile', 'webp', await opaque.clone().withIccProfile('p3').webp().toBuffer()],
  ];
}

async function embedded(bytes: Buffer, format: SaveFormat, packet: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  const blob = await embedXmp(new Blob([Uint8Array.from(bytes)]), format, packet);
  expect(blob.type).toBe(`image/${format}`);
  return Buffer.from(await blob.arrayBuffer());
}

describe('embedXmp', () => {
  it('puts the packet where readers find it, and leaves everything else as it is', async () => {
    for (const description of [undefined, 'a cat', 'odd ', '🙂 & <b>']) {
      const packet = xmpPacket({ source: 'trainedAlgorithmicMedia', ...(description === undefined ? {} : { description }) });
      for (const [name, format, bytes] of await pictures()) {
        const marked = await embedded(bytes, format, packet);
        const [before, after] = [await sharp(bytes).metadata(), await sharp(marked).metadata()];
        expect(after.xmp?.equals(packet), name).toBe(true);
        const other = { xmp: undefined, xmpAsString: undefined, size: undefined };
        expect({ ...after, ...other }, name).toEqual({ ...before, ...other });
        const samples = (file: Buffer) => sharp(file).raw().toBuffer();
        expect((await samples(marked)).equals(await samples(bytes)), name).toBe(true);
        const facts = (file: Buffer) => inspectPicture(file, file.length);
        expect(facts(marked), name).toEqual(facts(bytes));
      }
    }
  });

  it('keeps a WebP a file of whole chunks whose size it states', async () => {
    for (const [name, format, bytes] of await pictures()) {
      if (format !== 'webp') continue;
      // Something behind the end, which is no part of it.
      const marked = await embedded(Buffer.concat([bytes, Buffer.from('more')]), format, xmpPacket({ source: 'trainedAlgorithmicMedia', description: 'x' }));
      expect(marked.readUInt32LE(4) + 8, name).toBe(marked.length);
      const types: string[] = [];
      let at = 12;
      for (; at < marked.length; at += 8 + marked.readUInt32LE(at + 4) + (marked.readUInt32LE(at + 4) % 2)) {
        types.push(marked.toString('latin1', at, at + 4));
      }
      expect(at, name).toBe(marked.length);
      expect([types[0], types.at(-1)], name).toEqual(['VP8X', 'XMP ']);
      expect(types.filter((type) => type === 'VP8X'), name).toHaveLength(1);
      expect((marked[20] ?? 0) & 0x04, name).toBe(0x04);
      expect([marked.readUIntLE(24, 3) + 1, marked.readUIntLE(27, 3) + 1], name).toEqual([width, height]);
    }
  });

  it('keeps the JFIF segment of a JPEG first', async () => {
    for (const [name, format, bytes] of await pictures()) {
      if (name !== 'jfif') continue;
      const marked = await embedded(bytes, format, xmpPacket({ source: 'trainedAlgorithmicMedia' }));
      expect(marked.subarray(0, 24)).toEqual(Buffer.concat([bytes.subarray(0, 20), Buffer.of(0xff, 0xe1), marked.subarray(22, 24)]));
    }
  });

  it('fits the longest description into every format', async () => {
    // What takes most room: five bytes for one unit, and none that is cut in two.
    for (const description of ['&'.repeat(2 * maxDescription), '€'.repeat(2 * maxDescription), `x${'🙂'.repeat(maxDescription)}`]) {
      const packet = xmpPacket({ source: 'trainedAlgorithmicMedia', description });
      expect(descriptionIn(new TextDecoder().decode(packet))).toBe(sayable(description.slice(0, maxDescription)));
      for (const [name, format, bytes] of await pictures()) {
        expect((await sharp(await embedded(bytes, format, packet)).metadata()).xmp?.equals(packet), name).toBe(true);
      }
    }
  });

  it('is taken out of a PNG again with all other texts', async () => {
    const [[, , png] = ['', 'png', Buffer.alloc(0)] as const] = await pictures();
    const marked = await embedXmp(new Blob([Uint8Array.from(png)]), 'png', xmpPacket({ source: 'trainedAlgorithmicMedia' }));
    expect((await withoutMetadata(marked)).size).toBeLessThan(marked.size - 400);
  });

  it('refuses what is not of the format', async () => {
    const [png, jpeg, webp] = await Promise.all([
      sharp(Buffer.alloc(12), { raw: { width: 2, height: 2, channels: 3 } }).png().toBuffer(),
      sharp(Buffer.alloc(12), { raw: { width: 2, height: 2, channels: 3 } }).jpeg().toBuffer(),
      sharp(Buffer.alloc(12), { raw: { width: 2, height: 2, channels: 3 } }).webp().toBuffer(),
    ]);
    const packet = xmpPacket({ source: 'trainedAlgorithmicMedia' });
    for (const [format, bytes] of [['png', jpeg], ['jpeg', webp], ['webp', png]] as const) {
      await expect(embedded(bytes, format, packet)).rejects.toThrow(RangeError);
    }
  });
});
