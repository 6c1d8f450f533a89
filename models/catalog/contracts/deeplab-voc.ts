import type { Contract } from '../contract';

/** DeepLab v3 on MobileNet v2, trained on Pascal VOC, of TensorFlow Lite's examples. */
export const contract: Contract = {
  inputs: { sub_7: [1, 257, 257, 3] },
  outputs: { ResizeBilinear_3: [1, 257, 257, 21] },
  model: {
    kind: 'subject',
    tasks: ['cut-out'],
    summary: {
      en: 'Cuts out people, animals, vehicles and furniture, with coarse edges.',
      tr: 'İnsanları, hayvanları, taşıtları ve mobilyaları kaba kenarlarla ayırır.',
    },
    input: { width: 257, height: 257, layout: 'nhwc', channels: 'rgb', white: 255, mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5], divisor: 1 },
    // Channel 0 is the background.
    output: { layout: 'nhwc', activation: 'softmax', channel: 0, inverted: true, isMatte: false },
    labels: [
      'background', 'aeroplane', 'bicycle', 'bird', 'boat', 'bottle', 'bus', 'car', 'cat', 'chair', 'cow', 'dining table', 'dog',
      'horse', 'motorbike', 'person', 'potted plant', 'sheep', 'sofa', 'train', 'tv or monitor',
    ],
  },
  workingMemory: 64 * 2 ** 20,
};
