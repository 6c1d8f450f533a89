import { colouriserModel } from '../model';

export const model = colouriserModel.parse({
  id: 'ddcolor-tiny',
  kind: 'colouriser',
  name: 'DDColor Tiny',
  summary: {
    en: 'Finds lively colours for photos of people, places and things.',
    tr: 'İnsan, yer ve eşya fotoğraflarına canlı renkler bulur.',
  },
  tasks: ['colourise'],
  source: {
    kind: 'hub',
    repo: 'toolsmonk/ddcolor-tiny',
    files: [
      {
        path: 'ddcolor_tiny_512_int8.onnx',
        bytes: 112_723_138,
        sha256: 'e983347272b8e218edc974a0af2bd66f53b73212abb800e103c64806e4c14a14',
      },
    ],
  },
  graph: 'ddcolor_tiny_512_int8.onnx',
  licence: 'Apache-2.0',
  convertedFrom: 'piddnad/DDColor: ddcolor_paper_tiny',
  // Estimates from the architecture, since the file has not been run here: three values of 256 channels at 512 × 512 in
  // float32, and a kernel of 1024 → 2048 channels of 1 × 1, which none of its decoder's is larger than.
  needs: { f16: false, workingMemory: 805_306_368, largestTensor: 8_388_608 },
  input: { width: 512, height: 512 },
});
