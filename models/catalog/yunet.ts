import type { Contract, Signature } from './contract';
import type { PictureInput } from './picture-input';

/** What is known of YuNet (Wu, Peng, Yu, 2023), whatever the size that a file of it takes. */
export const yunet = {
  kind: 'face-detector',
  tasks: ['blur-faces'],
  summary: {
    en: 'Finds faces of nearly any size in an instant.',
    tr: 'Hemen her boydaki yüzleri bir anda bulur.',
  },
  decoder: 'yunet',
  // OpenCV Zoo's.
  threshold: 0.6,
  overlap: 0.3,
} as const;

/** BGR from 0 to 255, as OpenCV reads pictures. */
export const yunetValues = { layout: 'nchw', channels: 'bgr', white: 255, mean: [0, 0, 0], std: [1, 1, 1], divisor: 1 } satisfies Partial<PictureInput>;

/** Longest side at which one that takes any size is used: it was trained on pictures of 640 × 640. */
const usualSide = 640;

/**
 * A file of YuNet as `libfacedetection.train` and OpenCV Zoo export it.
 *
 * @param side of the only pictures that it takes; any where missing.
 */
export function yunetContract(side?: number): Contract {
  const grid = (channels: number, name: string): Signature =>
    Object.fromEntries([8, 16, 32].map((stride) => [`${name}_${stride}`, side === undefined ? [null, null, channels] : [1, (side / stride) ** 2, channels]]));
  return {
    inputs: { input: side === undefined ? [null, 3, null, null] : [1, 3, side, side] },
    outputs: { ...grid(1, 'cls'), ...grid(1, 'obj'), ...grid(4, 'bbox'), ...grid(10, 'kps') },
    model: {
      ...yunet,
      tasks: [...yunet.tasks],
      input: side === undefined ? { longest: usualSide, multiple: 32, ...yunetValues } : { width: side, height: side, ...yunetValues },
    },
    // 16 channels at half of 640 × 640 and little beside.
    workingMemory: 32 * 2 ** 20,
  };
}
