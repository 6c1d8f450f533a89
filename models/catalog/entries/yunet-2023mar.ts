import { faceDetectorModel } from '../model';
import { yunet, yunetValues } from '../yunet';

export const model = faceDetectorModel.parse({
  ...yunet,
  id: 'yunet-2023mar',
  name: 'YuNet (2023mar)',
  source: {
    kind: 'hub',
    repo: 'opencv/face_detection_yunet',
    commit: '3cc26e7f1014a5ee5d74a42acee58bafc9d0a310',
    files: [
      {
        path: 'face_detection_yunet_2023mar.onnx',
        bytes: 232_589,
        sha256: '8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4',
      },
    ],
  },
  graph: 'face_detection_yunet_2023mar.onnx',
  licence: 'MIT',
  // 16 channels at half of 640 × 640 and little beside; 64 → 64 channels of 1 × 1.
  needs: { f16: false, workingMemory: 33_554_432, largestTensor: 16_384 },
  input: { width: 640, height: 640, ...yunetValues },
});
