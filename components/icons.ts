import { Aperture, Captions, Eraser, Expand, MousePointerClick, Paintbrush, Palette, Rainbow, Scaling, Scissors, Shuffle, Smile, Sparkles, Sun, UserRoundX, WandSparkles, type LucideIcon } from 'lucide-react';

/**
 * The icons that tools name in their `meta.ts`. Named one by one: looking them up by name would
 * bundle all of lucide.
 */
export const toolIcons: Readonly<Record<string, LucideIcon>> = {
  aperture: Aperture,
  captions: Captions,
  eraser: Eraser,
  expand: Expand,
  'mouse-pointer-click': MousePointerClick,
  paintbrush: Paintbrush,
  palette: Palette,
  rainbow: Rainbow,
  scaling: Scaling,
  scissors: Scissors,
  shuffle: Shuffle,
  smile: Smile,
  sparkles: Sparkles,
  sun: Sun,
  'user-round-x': UserRoundX,
  'wand-sparkles': WandSparkles,
};
