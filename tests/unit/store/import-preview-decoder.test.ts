import { expect, test } from 'vitest';
import type { ChosenFile } from '../../../messages/library';
import { openForTrial, storedModels } from '../../../models/store/read';
import { importing } from '../../../models/store/worker/importing';
import { tinyDecoder } from '../../fixtures/preview-decoder';
import { FakeDisk } from '../../support/fake-disk';
import { FakeHub } from '../../support/fake-hub';
import { Engine, FakeLocks } from '../../support/store-engine';

const files: ChosenFile[] = [{ path: 'taesdxl-decoder.onnx', blob: new Blob([tinyDecoder({ range: 'zero-one' })]) }];

test('a decoder is tried as one, keeps what its values mean, and is found until it is removed', async () => {
  const disk = new FakeDisk();
  const tried: unknown[] = [];
  const engine = new Engine(disk, new FakeHub(), new FakeLocks(), {
    importing,
    checked: async (id) => {
      tried.push((await openForTrial(id, disk.root())).model);
      expect(await storedModels(disk.root())).toEqual([]);
      return { ok: true, facts: { range: 'minus-one-one' } };
    },
  });
  const answer = await engine.command({ type: 'import', files });
  if (!answer.ok || answer.model === undefined) throw new Error('it was refused');
  expect(tried).toMatchObject([{ kind: 'preview-decoder', family: 'sdxl' }]);
  expect(tried[0]).not.toHaveProperty('range');
  const model = { kind: 'preview-decoder', family: 'sdxl', range: 'minus-one-one' };
  expect(await engine.untilState(answer.model, 'ready')).toMatchObject({ name: 'taesdxl-decoder', model });
  expect(await storedModels(disk.root())).toMatchObject([{ id: answer.model, model }]);

  await engine.command({ type: 'remove', model: answer.model });
  expect(await storedModels(disk.root())).toEqual([]);
});

test('where the library was never opened there is nothing', async () => {
  expect(await storedModels(new FakeDisk().root())).toEqual([]);
});
