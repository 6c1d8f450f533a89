import { imageModel } from '../model';

export const model = imageModel.parse({
  id: 'realesrgan-x4plus-w16',
  kind: 'image-to-image',
  name: 'Real-ESRGAN ×4 Plus',
  summary: {
    en: 'Invents the most detail in photos; many times slower than the others.',
    tr: 'Fotoğraflarda en çok ayrıntıyı üretir; diğerlerinden kat kat yavaştır.',
  },
  tasks: ['enlarge'],
  source: {
    kind: 'hub',
    repo: 'openpixels-app/browser-models',
    files: [{ path: 'realesrgan_x4plus_w16.onnx', bytes: 33_724_311 }],
  },
  graph: 'realesrgan_x4plus_w16.onnx',
  licence: 'BSD-3-Clause',
  convertedFrom: 'xinntao/Real-ESRGAN v0.1.0: RealESRGAN_x4plus.pth',
  // RRDBNet of 23 blocks, stored as float16 and computed in float32. Three of its widest values, 64 channels at four
  // times a window of 176 × 176; its widest kernel, 192 → 64 channels of 3 × 3, in float32.
  needs: { f16: false, workingMemory: 380_633_088, largestTensor: 442_368 },
  scale: 4,
  multiple: 1,
  // In theory 349, more than tiles can carry; this is three times what its authors let tiles overlap (docs/models.md).
  receptiveRadius: 32,
  // So that no value takes more than the 128 MiB that some GPUs bind at once.
  tileSize: 96,
});
