import type { Contract } from '../contract';
import { imageNet } from '../picture-input';

const side = [null, 1, 320, 320];

/** U²-Net and its small variant, of `xuebinqin/U-2-Net` (Pattern Recognition 2020), as `danielgatis/rembg` exports them. */
export const contract: Contract = {
  inputs: { 'input.1': [null, 3, 320, 320] },
  // The first is made of the others.
  outputs: { 1959: side, 1960: side, 1961: side, 1962: side, 1963: side, 1964: side, 1965: side },
  model: {
    kind: 'subject',
    tasks: ['cut-out'],
    summary: { en: 'Cuts out whatever stands out; small and quick, with coarse edges.', tr: 'Öne çıkan ne varsa ayırır; küçük ve hızlıdır, kenarları kabadır.' },
    input: { width: 320, height: 320, layout: 'nchw', channels: 'rgb', white: 1, ...imageNet, divisor: 1 },
    output: { name: '1959', layout: 'nchw', activation: 'min-max', channel: 0, inverted: false, isMatte: false },
  },
  // Three of its widest values, 128 channels at its input's size.
  workingMemory: 157_286_400,
};
