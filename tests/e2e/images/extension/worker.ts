import { decodePicture } from '../../../../images/decode';
import { outcomeOf } from './outcome';
import type { DecodeReply, DecodeRequest, Decoded } from './requests';

const never = new AbortController().signal;

async function decode({ blob, points }: DecodeRequest): Promise<Decoded> {
  const source = await decodePicture(never, blob);
  const { width, height, colorSpace, mayHaveAlpha } = source;
  const pixels = points.map(([x, y]) => {
    const one = [...source.read(x, y, 1, 1)];
    const row = source.read(0, y, width, 1);
    const again = [...row.subarray(x * 4, x * 4 + 4)];
    if (String(one) !== String(again)) throw new Error(`${String(one)} and then ${String(again)}`);
    return one;
  });
  source.close();
  return { width, height, colorSpace, mayHaveAlpha, pixels };
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  void outcomeOf(() => decode(data)).then((outcome) => {
    const reply: DecodeReply = { id: data.id, outcome };
    self.postMessage(reply);
  });
});
