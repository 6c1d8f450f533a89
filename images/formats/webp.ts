import { fourCC, part } from './bytes';
import { exifOrientation } from './exif';
import type { FactsDraft } from './facts';
import { isWideProfile } from './icc';

/** Source: RFC 9649 (WebP image format), §2; RFC 6386 §9.1 for the lossy frame's header. */
export function readWebp(view: DataView, draft: FactsDraft): void {
  let extended = false;
  let at = 12;
  for (;;) {
    const type = fourCC(view, at);
    const length = view.getUint32(at + 4, true);
    const body = part(view, at + 8, length);
    switch (type) {
      case 'VP8X': {
        extended = true;
        const flags = body.getUint8(0);
        draft.animated = (flags & 0x02) !== 0;
        draft.hasAlpha = (flags & 0x10) !== 0;
        draft.width = uint24(body, 4) + 1;
        draft.height = uint24(body, 7) + 1;
        break;
      }
      case 'ICCP':
        draft.hasColorProfile = true;
        draft.wideGamut = isWideProfile(body);
        break;
      case 'EXIF':
        draft.orientation = exifOrientation(body);
        break;
      case 'VP8 ':
        grow(draft, body.getUint16(6, true) & 0x3fff, body.getUint16(8, true) & 0x3fff);
        if (!extended) {
          draft.hasAlpha = false;
          return;
        }
        break;
      case 'VP8L': {
        const bits = body.getUint32(1, true);
        grow(draft, (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
        if (!extended) {
          draft.hasAlpha = ((bits >>> 28) & 1) === 1;
          return;
        }
        break;
      }
      default:
        break;
    }
    // Chunks are padded to an even length. Metadata may follow the pixels, so the walk goes on.
    at += 8 + length + (length & 1);
    if (at >= view.byteLength && draft.width !== undefined) return;
  }
}

/** The canvas and the frame should agree; where they do not, the larger counts. */
function grow(draft: FactsDraft, width: number, height: number): void {
  draft.width = Math.max(draft.width ?? 0, width) || undefined;
  draft.height = Math.max(draft.height ?? 0, height) || undefined;
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65536;
}
