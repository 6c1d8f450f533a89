// The entry point without codecs: what is packed is compressed already.
import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-custom.js';
import type { SaveFormat, SaveOptions } from '../../images/save-picture';
import { fileName } from './file-name';

/** A picture that is to go into the archive. */
export interface PackedPicture {
  /** Without ending; several may have the same. */
  name: string;
  blob: Blob;
  options: SaveOptions;
}

/**
 * Encodes pictures one after the other and packs them into a ZIP archive, uncompressed: pictures hardly compress. Of all of them no more
 * than one is decoded at a time.
 *
 * @param encode as `encodePicture`.
 * @param onPacked hears how many are in it.
 * @throws what `encode` throws; the signal's reason once it is aborted.
 */
export async function packPictures(
  signal: AbortSignal,
  pictures: readonly PackedPicture[],
  encode: (signal: AbortSignal, picture: Blob, options: SaveOptions) => Promise<Blob>,
  onPacked: (count: number) => void,
): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { level: 0, useWebWorkers: false, extendedTimestamp: false });
  const taken = new Set<string>();
  for (const [index, { name, blob, options }] of pictures.entries()) {
    signal.throwIfAborted();
    const encoded = await encode(signal, blob, options);
    await writer.add(freeName(name, options.format, taken), new BlobReader(encoded), { signal });
    onPacked(index + 1);
  }
  return writer.close();
}

/** Characters of a name beside which a number has room. */
const longestName = 100;

/** A file name that no other one has, whatever the case of its letters. */
function freeName(name: string, format: SaveFormat, taken: Set<string>): string {
  for (let count = 1; ; count++) {
    const file = fileName(count === 1 ? name : `${name.slice(0, longestName)} (${count})`, format);
    const key = file.toLowerCase();
    if (taken.has(key)) continue;
    taken.add(key);
    return file;
  }
}
