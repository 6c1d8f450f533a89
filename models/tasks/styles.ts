/**
 * Styles that are offered by name. What each adds to a prompt is English, as what models were trained on mostly is;
 * the words come after the person's own, so that they are what is cut where a prompt is too long.
 */
const additions = {
  none: { prompt: '', negative: '' },
  photo: { prompt: 'photograph, natural light, sharp focus, fine detail', negative: 'painting, drawing, cartoon' },
  cinematic: { prompt: 'cinematic film still, dramatic light, shallow depth of field', negative: 'flat light, cartoon' },
  painting: { prompt: 'oil painting, visible brush strokes, canvas texture', negative: 'photograph' },
  watercolour: { prompt: 'watercolour, soft washes, paper texture', negative: 'photograph, hard edges' },
  sketch: { prompt: 'pencil sketch, hatching, white paper', negative: 'photograph, colour' },
  anime: { prompt: 'anime, clean lines, cel shading', negative: 'photograph' },
  flat: { prompt: 'flat illustration, simple shapes, plain colours', negative: 'photograph, texture, gradient' },
  outline: { prompt: 'outline, line art, thin black lines on white', negative: 'photograph, shading' },
  sticker: { prompt: 'sticker, bold shapes, white border', negative: 'photograph, busy background' },
  pixel: { prompt: 'pixel art, 16-bit game sprite', negative: 'photograph, blur' },
  neon: { prompt: 'neon, glowing lines, dark background', negative: 'daylight' },
  silhouette: { prompt: 'silhouette, black shape against a plain background', negative: 'detail, texture' },
} as const;

export type StyleName = keyof typeof additions;

export const styleNames = [
  'none',
  'photo',
  'cinematic',
  'painting',
  'watercolour',
  'sketch',
  'anime',
  'flat',
  'outline',
  'sticker',
  'pixel',
  'neon',
  'silhouette',
] as const satisfies readonly StyleName[];

/** A prompt and what it is to lead away from, with what a style adds to them. */
export function withStyle(prompt: string, negative: string, style: StyleName): { prompt: string; negativePrompt: string } {
  const added = additions[style];
  return { prompt: joined(prompt, added.prompt), negativePrompt: joined(negative, added.negative) };
}

function joined(...parts: readonly string[]): string {
  return parts.map((part) => part.trim()).filter(Boolean).join(', ');
}
