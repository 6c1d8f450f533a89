import { boxOf } from './boxes';
import type { Candidate } from './candidate';
import { words } from './words';

/** A picture's size in pixels, or as it is shown where only its file knows. */
function sizeOf(candidate: Candidate): { width: number; height: number } {
  if (candidate.width > 0 && candidate.height > 0) return candidate;
  const { width, height } = boxOf(candidate.element, candidate.frames);
  return { width: Math.round(width), height: Math.round(height) };
}

/** The few words beside the ring: size, and which of several that lie over each other. */
export function labelOf(candidate: Candidate, layers: readonly Candidate[]): string {
  const { width, height } = sizeOf(candidate);
  const at = layers.indexOf(candidate);
  const parts = [`${width} × ${height}`];
  if (candidate.content.kind === 'screen') parts.push(words('picker_from_screen'));
  if (at >= 0 && layers.length > 1) {
    parts.push(words('picker_layer', at + 1, layers.length), words('picker_layer_key'));
  }
  return parts.join(' · ');
}

/** What a screen reader says of a picture. */
export function spokenOf(candidate: Candidate, position?: number, count?: number): string {
  const { width, height } = sizeOf(candidate);
  const place = position === undefined || count === undefined ? [] : [words('picker_position', position, count)];
  return [
    ...place,
    words('picker_size_spoken', width, height),
    candidate.description || words('picker_no_description'),
  ].join(' ');
}
