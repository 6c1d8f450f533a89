import type { FactsDraft } from './facts';

/** Source: BITMAPFILEHEADER and BITMAPCOREHEADER … BITMAPV5HEADER, Windows GDI reference. */
export function readBmp(view: DataView, draft: FactsDraft): void {
  readBitmapHeader(view, 14, draft);
}

/** The bitmap header alone, as it also stands inside ICO files. */
export function readBitmapHeader(view: DataView, at: number, draft: FactsDraft): void {
  const headerBytes = view.getUint32(at, true);
  if (headerBytes === 12) {
    draft.width = view.getUint16(at + 4, true) || undefined;
    draft.height = view.getUint16(at + 6, true) || undefined;
    draft.hasAlpha = false;
    return;
  }
  const width = view.getInt32(at + 4, true);
  draft.width = width > 0 ? width : undefined;
  // Negative heights mean rows from top to bottom.
  draft.height = Math.abs(view.getInt32(at + 8, true)) || undefined;
  const bits = view.getUint16(at + 14, true);
  draft.hasAlpha = bits === 16 || bits === 32 ? undefined : false;
}
