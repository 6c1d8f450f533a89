import { Scaling, Sparkles, type LucideIcon } from 'lucide-react';

/**
 * The icons that tools name in their `meta.ts`. Named one by one: looking them up by name would
 * bundle all of lucide.
 */
export const toolIcons: Readonly<Record<string, LucideIcon>> = {
  scaling: Scaling,
  sparkles: Sparkles,
};
