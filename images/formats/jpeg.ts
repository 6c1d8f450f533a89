import { part, startsWith } from './bytes';
import { exifOrientation } from './exif';
import type { FactsDraft } from './facts';
import { isWideProfile } from './icc';

/** Profiles are cut off here: the colorants are at the front. */
const maxProfileBytes = 2 ** 20;

const profileName = 'ICC_PROFILE\0';

/** Source: ITU-T T.81 annex B; Exif and ICC segments: CIPA DC-008 §4.7, ICC.1:2022 annex B.4. */
export function readJpeg(view: DataView, draft: FactsDraft): void {
  draft.hasAlpha = false;
  const profile: DataView[] = [];
  let exifSeen = false;
  let at = 2;
  try {
    for (;;) {
      // Between segments there may be fill bytes; real decoders also skip rubbish.
      while (view.getUint8(at) !== 0xff) at++;
      while (view.getUint8(at) === 0xff) at++;
      const marker = view.getUint8(at++);
      if (marker === 0xda || marker === 0xd9) return;
      if (hasNoLength(marker)) continue;
      const length = view.getUint16(at);
      const body = at + 2;
      if (isFrameHeader(marker)) {
        // A height of 0 means that it follows the scan (DNL): not known here.
        draft.height = view.getUint16(body + 1) || undefined;
        draft.width = view.getUint16(body + 3) || undefined;
      } else if (marker === 0xe1 && !exifSeen && startsWith(view, body, 'Exif\0\0')) {
        exifSeen = true;
        draft.orientation = exifOrientation(part(view, body, length - 2));
      } else if (marker === 0xe2 && startsWith(view, body, profileName)) {
        draft.hasColorProfile = true;
        profile.push(part(view, body + 14, length - 16));
      }
      at += Math.max(length, 2);
    }
  } finally {
    draft.wideGamut = isWideProfile(joined(profile));
  }
}

/** 0x00 is a stuffed byte, 0x01 TEM, 0xd0–0xd8 RSTn and SOI. */
function hasNoLength(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/** SOF0–SOF15, among which DHT, JPG and DAC have their own meaning. */
function isFrameHeader(marker: number): boolean {
  return (
    marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
  );
}

/** The pieces of a profile put together, in the order in which they stand: writers keep it. */
function joined(pieces: readonly DataView[]): DataView {
  const [only] = pieces;
  if (pieces.length === 1 && only) return only;
  const size = Math.min(
    pieces.reduce((sum, piece) => sum + piece.byteLength, 0),
    maxProfileBytes,
  );
  const out = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    const room = Math.min(piece.byteLength, size - at);
    out.set(new Uint8Array(piece.buffer, piece.byteOffset, room), at);
    at += room;
  }
  return new DataView(out.buffer);
}
