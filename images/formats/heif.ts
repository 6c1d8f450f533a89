import type { PictureFormat } from '../opened-picture';
import { fourCC, latin1, part } from './bytes';
import type { FactsDraft } from './facts';
import { isWideCode } from './gamut';
import { isWideProfile } from './icc';
import { boxes } from './iso-boxes';

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']);

/** Which picture format, if any, a file that begins with an `ftyp` box is. */
export function heifFormat(view: DataView): PictureFormat {
  const [first] = boxes(view);
  if (first?.type !== 'ftyp') return 'unknown';
  const brands: string[] = [];
  for (let at = 0; at + 4 <= Math.min(first.body.byteLength, 256); at += 4) {
    // The second four bytes are the minor version.
    if (at !== 4) brands.push(fourCC(first.body, at));
  }
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  if (brands.some((brand) => heicBrands.has(brand))) return 'heic';
  return 'unknown';
}

/**
 * Source: ISO/IEC 23008-12 (HEIF) §6.5, AV1 Image File Format §2–§4.
 *
 * The size is the largest that any item states: items for tiles and thumbnails are smaller than the
 * picture, and a bomb must not hide behind a small one.
 */
export function readAvif(view: DataView, draft: FactsDraft): void {
  let described = false;
  draft.hasAlpha = false;
  for (const box of boxes(view)) {
    if (box.type === 'ftyp') {
      draft.animated = fourCC(box.body, 0) === 'avis';
    } else if (box.type === 'meta') {
      described = true;
      if (box.cut) draft.complete = false;
      readMeta(part(box.body, 4, box.body.byteLength), draft);
    } else if (box.type === 'moov') {
      // Sequences state the size of their track too.
      if (box.cut) draft.complete = false;
      readTracks(box.body, draft);
    } else if (box.cut && !described) {
      draft.complete = false;
    }
  }
  if (!described) draft.complete = false;
}

function readMeta(meta: DataView, draft: FactsDraft): void {
  for (const properties of boxes(meta)) {
    if (properties.type !== 'iprp') continue;
    for (const container of boxes(properties.body)) {
      if (container.type !== 'ipco') continue;
      for (const property of boxes(container.body)) readProperty(property.type, property.body, draft);
    }
  }
}

function readProperty(type: string, body: DataView, draft: FactsDraft): void {
  if (type === 'ispe') {
    draft.width = Math.max(draft.width ?? 0, body.getUint32(4)) || undefined;
    draft.height = Math.max(draft.height ?? 0, body.getUint32(8)) || undefined;
  } else if (type === 'auxC') {
    const name = latin1(body, 4, Math.min(64, body.byteLength - 4));
    if (name.startsWith('urn:mpeg:mpegB:cicp:systems:auxiliary:alpha')) draft.hasAlpha = true;
  } else if (type === 'colr') {
    const kind = fourCC(body, 0);
    if (kind === 'nclx') {
      if (isWideCode(body.getUint16(4))) draft.wideGamut = true;
    } else if (kind === 'prof' || kind === 'rICC') {
      draft.hasColorProfile = true;
      if (isWideProfile(part(body, 4, body.byteLength))) draft.wideGamut = true;
    }
  }
}

function readTracks(moov: DataView, draft: FactsDraft): void {
  for (const track of boxes(moov)) {
    if (track.type !== 'trak') continue;
    for (const header of boxes(track.body)) {
      if (header.type !== 'tkhd') continue;
      // Width and height are the last two fields, 16.16 fixed point.
      const end = header.body.byteLength;
      draft.width = Math.max(draft.width ?? 0, header.body.getUint32(end - 8) >>> 16) || undefined;
      draft.height = Math.max(draft.height ?? 0, header.body.getUint32(end - 4) >>> 16) || undefined;
    }
  }
}
