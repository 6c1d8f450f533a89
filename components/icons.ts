import { Expand, Paintbrush, Scaling, Shuffle, Sparkles, WandSparkles, type LucideIcon } from 'lucide-react';

/**
 * The icons that tools name in their `meta.ts`. Named one by one: looking them up by name would
 * bundle all of lucide.
 */
export const toolIcons: Readonly<Record<string, LucideIcon>> = {
  expand: Expand,
  paintbrush: Paintbrush,
  scaling: Scaling,
  shuffle: Shuffle,
  sparkles: Sparkles,
  'wand-sparkles': WandSparkles,
};
