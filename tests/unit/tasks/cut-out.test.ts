import { expect, test } from 'vitest';
import type { MaskShape } from '../../../images/mask';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { outputOf } from '../../../models/networks/open-network';
import { pictureTensor } from '../../../models/networks/picture-tensor';
import { sharedFile } from '../../support/shared';
import { findWith, importedNetwork, pictureOnDisk } from '../../support/tools';

const size = { width: 512, height: 512 };
const covered = (shapes: readonly MaskShape[]) =>
  rasteriseMask({ shapes: [...shapes], inverted: false, feather: 0 }, size, { x: 0, y: 0, ...size });

test('two networks for portraits agree on where the astronaut is', async () => {
  const picture = await pictureOnDisk(sharedFile('images/astronaut_512.png'));
  const [one, other] = await Promise.all(
    ['weights/seg_sinet_portrait_softmax.onnx', 'weights/seg_prisma_nchw.onnx'].map(async (file) => {
      const network = await importedNetwork(sharedFile(file));
      return covered(await findWith('cut-out', network, picture));
    }),
  );
  let [both, either] = [0, 0];
  for (let i = 0; i < size.width * size.height; i++) {
    const [a, b] = [(one?.[i] ?? 0) >= 128, (other?.[i] ?? 0) >= 128];
    if (a && b) both++;
    if (a || b) either++;
  }
  expect(both / either).toBeGreaterThanOrEqual(0.9);
});

test.each([
  ['astronaut_512', 'person'],
  ['chelsea_451x300', 'cat'],
])('what DeepLab sees most of in %s besides background is a %s', async (name, label) => {
  const picture = await pictureOnDisk(sharedFile(`images/${name}.png`));
  const network = await importedNetwork(sharedFile('weights/seg_deeplab_voc21.onnx'));
  const { model } = network;
  if (model.kind !== 'subject') throw new Error(model.kind);
  const { data } = outputOf(network, await network.run(pictureTensor(picture, model.input)));
  const counts = new Map<string, number>();
  for (let at = 0; at < data.length; at += 21) {
    const logits = data.subarray(at, at + 21);
    const winner = model.labels?.[logits.indexOf(Math.max(...logits))] ?? '';
    counts.set(winner, (counts.get(winner) ?? 0) + 1);
  }
  counts.delete('background');
  expect([...counts].sort(([, a], [, b]) => b - a)[0]?.[0]).toBe(label);
});
