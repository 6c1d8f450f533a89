import { startsWith } from './bytes';
import type { Orientation } from './facts';

const orientationTag = 0x0112;
const shortType = 3;
const orientations: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * The orientation that an EXIF block states, 1 where it states none.
 *
 * Only the first directory is read and no offset but the one to it is followed, so that loops in the
 * file cannot matter. Source: CIPA DC-008 (Exif 2.32) §4.6.2 and TIFF 6.0 §2.
 *
 * @param block begins with the TIFF header, or with `Exif\0\0` and then the TIFF header.
 */
export function exifOrientation(block: DataView): Orientation {
  const start = startsWith(block, 0, 'Exif\0\0') ? 6 : 0;
  if (block.byteLength < start + 8) return 1;
  const little = startsWith(block, start, 'II*\0');
  if (!little && !startsWith(block, start, 'MM\0*')) return 1;
  const directory = start + block.getUint32(start + 4, little);
  if (directory + 2 > block.byteLength) return 1;
  const entries = block.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > block.byteLength) return 1;
    if (block.getUint16(entry, little) !== orientationTag) continue;
    if (block.getUint16(entry + 2, little) !== shortType) return 1;
    const value = block.getUint16(entry + 8, little);
    return orientations.find((orientation) => orientation === value) ?? 1;
  }
  return 1;
}
