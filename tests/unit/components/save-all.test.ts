import { BlobReader, TextWriter, ZipReader } from '@zip.js/zip.js';
import { expect, test } from 'vitest';
import { packPictures, type PackedPicture } from '../../../components/editor/save-all';
import type { SaveFormat } from '../../../images/save-picture';

const picture = (name: string, text: string, format: SaveFormat = 'png'): PackedPicture => ({
  name,
  blob: new Blob([text]),
  options: { format, quality: 90, size: { width: 1, height: 1 } },
});

const encode = async (_signal: AbortSignal, blob: Blob) => new Blob([`encoded ${await blob.text()}`]);

async function contentOf(zip: Blob): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const entry of await new ZipReader(new BlobReader(zip)).getEntries()) {
    if (!entry.directory) content[entry.filename] = await entry.getData(new TextWriter());
  }
  return content;
}

test('every picture is in the archive as it was encoded, each under a name of its own', async () => {
  const packed: number[] = [];
  const long = 'x'.repeat(200);
  const zip = await packPictures(
    new AbortController().signal,
    [picture('cat', '1'), picture('Cat', '2'), picture('a/b', '3', 'jpeg'), picture('', '4'), picture(long, '5'), picture(long, '6')],
    encode,
    (count) => packed.push(count),
  );
  expect(await contentOf(zip)).toEqual({
    'cat.png': 'encoded 1',
    'Cat (2).png': 'encoded 2',
    'a b.jpg': 'encoded 3',
    'imaginex.png': 'encoded 4',
    [`${'x'.repeat(120)}.png`]: 'encoded 5',
    [`${'x'.repeat(100)} (2).png`]: 'encoded 6',
  });
  expect(packed).toEqual([1, 2, 3, 4, 5, 6]);
});

test('packing ends where it is cancelled', async () => {
  const abort = new AbortController();
  const packing = packPictures(abort.signal, [picture('a', '1'), picture('b', '2')], encode, () => abort.abort());
  await expect(packing).rejects.toMatchObject({ name: 'AbortError' });
});
