import type { Contract } from '../contract';

/** RFB-320 of `Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB`. */
export const contract: Contract = {
  inputs: { input: [1, 3, 240, 320] },
  outputs: { scores: [1, 4420, 2], boxes: [1, 4420, 4] },
  model: {
    kind: 'face-detector',
    tasks: ['blur-faces'],
    summary: {
      en: 'Finds faces; takes more for faces that are none than YuNet does.',
      tr: 'Yüzleri bulur; YuNet’e göre yüz olmayan daha çok şeyi yüz sanır.',
    },
    input: { width: 320, height: 240, layout: 'nchw', channels: 'rgb', white: 255, mean: [127, 127, 127], std: [128, 128, 128], divisor: 1 },
    decoder: 'ultraface',
    // Its authors'.
    threshold: 0.7,
    overlap: 0.3,
  },
  workingMemory: 32 * 2 ** 20,
};
