import { imageModel } from '../model';

export const model = imageModel.parse({
  id: 'realesrgan-x4plus-anime-6b-w16',
  kind: 'image-to-image',
  name: 'Real-ESRGAN ×4 Plus Anime',
  summary: {
    en: 'For drawings and anime: clean lines and even areas.',
    tr: 'Çizimler ve anime için: temiz çizgiler, düzgün yüzeyler.',
  },
  tasks: ['enlarge'],
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [{ path: 'realesrgan_x4plus_anime_6b_w16.onnx', bytes: 9_023_048 }],
  },
  graph: 'realesrgan_x4plus_anime_6b_w16.onnx',
  licence: 'BSD-3-Clause',
  convertedFrom: 'xinntao/Real-ESRGAN v0.2.2.4: RealESRGAN_x4plus_anime_6B.pth',
  // RRDBNet of 6 blocks, stored as float16 and computed in float32. Three of its widest values, 64 channels at four
  // times a window of 176 × 176; its widest kernel, 192 → 64 channels of 3 × 3, in float32.
  needs: { f16: false, workingMemory: 380_633_088, largestTensor: 442_368 },
  scale: 4,
  multiple: 1,
  // In theory 94; this is three times what its authors let tiles overlap (docs/models.md).
  receptiveRadius: 32,
  // So that no value takes more than the 128 MiB that some GPUs bind at once.
  tileSize: 96,
});
