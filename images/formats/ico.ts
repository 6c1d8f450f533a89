import { part, startsWith } from './bytes';
import { readBitmapHeader } from './bmp';
import { emptyFacts, type FactsDraft } from './facts';
import { readPng } from './png';

/** More than any real icon holds. */
const maxEntries = 1024;

/**
 * Windows icons and cursors. The directory's sizes are one byte each and often wrong, so the size is
 * the largest that an embedded picture itself states. Source: ICONDIR, Windows resource reference.
 */
export function readIco(view: DataView, draft: FactsDraft): void {
  const entries = Math.min(view.getUint16(4, true), maxEntries);
  for (let i = 0; i < entries; i++) {
    const entry = 6 + i * 16;
    const at = view.getUint32(entry + 12, true);
    if (at + 40 > view.byteLength) {
      draft.complete = false;
      continue;
    }
    const inner = emptyFacts('ico');
    if (startsWith(view, at, '\x89PNG')) {
      readInner(() => readPng(part(view, at, view.byteLength), inner));
    } else {
      readInner(() => readBitmapHeader(view, at, inner));
      // The stored height counts the picture and its mask.
      if (inner.height !== undefined) inner.height = Math.ceil(inner.height / 2);
    }
    draft.width = Math.max(draft.width ?? 0, inner.width ?? 0) || undefined;
    draft.height = Math.max(draft.height ?? 0, inner.height ?? 0) || undefined;
  }
}

/** One entry that is cut off must not hide the others. */
function readInner(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
