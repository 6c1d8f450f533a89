import { fourCC } from './bytes';
import { type Chromaticity, isWide } from './gamut';

/** More tags than any real profile has. */
const maxTags = 256;

/**
 * Whether an ICC profile is of an RGB space clearly wider than sRGB, judged by its colorant tags.
 *
 * Profiles without colorants (tables only), of other colour models, or damaged ones count as not
 * wide: the browser then converts to sRGB as it sees fit. Source: ICC.1:2022 §7.2, §9.2, §10.31.
 *
 * @param profile may be cut off after the colorant tags, which real profiles have at the front.
 */
export function isWideProfile(profile: DataView): boolean {
  if (profile.byteLength < 132 || fourCC(profile, 36) !== 'acsp') return false;
  if (fourCC(profile, 16) !== 'RGB ') return false;
  const red = colorant(profile, 'rXYZ');
  const green = colorant(profile, 'gXYZ');
  const blue = colorant(profile, 'bXYZ');
  if (!red || !green || !blue) return false;
  return isWide([red, green, blue], true);
}

function colorant(profile: DataView, signature: string): Chromaticity | undefined {
  const tags = Math.min(profile.getUint32(128), maxTags);
  for (let i = 0; i < tags; i++) {
    const entry = 132 + i * 12;
    if (entry + 12 > profile.byteLength) return undefined;
    if (fourCC(profile, entry) !== signature) continue;
    const at = profile.getUint32(entry + 4);
    if (at + 20 > profile.byteLength || fourCC(profile, at) !== 'XYZ ') return undefined;
    const x = fixed(profile, at + 8);
    const y = fixed(profile, at + 12);
    const z = fixed(profile, at + 16);
    const sum = x + y + z;
    return sum > 0 ? { x: x / sum, y: y / sum } : undefined;
  }
  return undefined;
}

/** A signed 15.16 fixed-point number. */
function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}
