import { decodePicture } from '../../../../images/decode';
import { decodeExactly, type ExactPicture } from '../../../../images/decode-exactly';
import { outcomeOf } from './outcome';
import type { DecodedExactly, DecodeReply, DecodeRequest } from './requests';

const never = new AbortController().signal;

async function open({ blob, exactly }: DecodeRequest): Promise<ExactPicture> {
  if (exactly) return decodeExactly(never, blob);
  return { source: await decodePicture(never, blob), colors: [] };
}

async function decode(request: DecodeRequest): Promise<DecodedExactly> {
  const { points } = request;
  const { source, colors } = await open(request);
  const { width, height, colorSpace, mayHaveAlpha } = source;
  const pixels = points.map(([x, y]) => {
    const one = [...source.read(x, y, 1, 1)];
    const row = source.read(0, y, width, 1);
    const again = [...row.subarray(x * 4, x * 4 + 4)];
    if (String(one) !== String(again)) throw new Error(`${String(one)} and then ${String(again)}`);
    return one;
  });
  source.close();
  return { width, height, colorSpace, mayHaveAlpha, pixels, colors: colors.map(({ type }) => type) };
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeRequest>) => {
  void outcomeOf(() => decode(data)).then((outcome) => {
    const reply: DecodeReply = { id: data.id, outcome };
    self.postMessage(reply);
  });
});
