import {
  Clipboard,
  Crop,
  Eraser,
  EyeOff,
  Grid3x3,
  ImagePlus,
  Layers,
  Paintbrush,
  Palette,
  Scaling,
  ScanFace,
  Scissors,
  Shapes,
  Sparkles,
  Type,
  Wand,
  type LucideIcon,
} from 'lucide-react';

/**
 * The icons that a tool may name in its `meta.ts`. Named one by one: looking them up by name would
 * bundle all of lucide.
 */
export const toolIcons: Readonly<Record<string, LucideIcon>> = {
  clipboard: Clipboard,
  crop: Crop,
  eraser: Eraser,
  'eye-off': EyeOff,
  'grid-3x3': Grid3x3,
  'image-plus': ImagePlus,
  layers: Layers,
  paintbrush: Paintbrush,
  palette: Palette,
  scaling: Scaling,
  'scan-face': ScanFace,
  scissors: Scissors,
  shapes: Shapes,
  sparkles: Sparkles,
  type: Type,
  wand: Wand,
};
