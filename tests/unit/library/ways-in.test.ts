import { expect, test } from 'vitest';
import { chosenFiles } from '../../../components/library/chosen-files';
import { parseRepository } from '../../../components/library/repository-id';
import { libraryCommand } from '../../../messages/library';

test.each([
  ['owner/name', 'owner/name'],
  [' owner/na.me-2 ', 'owner/na.me-2'],
  ['https://huggingface.co/owner/name', 'owner/name'],
  ['https://huggingface.co/owner/name/tree/main/onnx?x=1#y', 'owner/name'],
  ['huggingface.co/owner/name/', 'owner/name'],
  ['https://hf.co/owner/name', 'owner/name'],
  ['owner', undefined],
  ['', undefined],
  ['owner/name/more', undefined],
  ['https://example.org/owner/name', undefined],
  ['https://huggingface.co.example.org/owner/name', undefined],
  ['https://huggingface.co/datasets/owner/name', undefined],
  ['https://huggingface.co/', undefined],
  ['owner/na me', undefined],
  ['../name', undefined],
])('%j means the repository %j', (text, repository) => {
  expect(parseRepository(text)).toBe(repository);
});

const placed = (path: string, bytes = 1) => ({ path, file: new File([new Uint8Array(bytes)], path) });
const paths = (files: readonly { path: string }[]) => files.map(({ path }) => path);

test('hidden files are left out, and names become paths that the library takes', () => {
  const files = chosenFiles([placed('unet/model.onnx'), placed('.git/config'), placed('a/.DS_Store'), placed('b:c?.bin')]);
  expect(paths(files)).toEqual(['unet/model.onnx', 'b_c_.bin']);
  const request = crypto.randomUUID();
  expect(libraryCommand.safeParse({ type: 'import', request, files }).success).toBe(true);
});

test('of too many files, graphs and the largest are taken', () => {
  const many = Array.from({ length: 2100 }, (_, index) => placed(`small/${index}.txt`, 0));
  const files = chosenFiles([...many, placed('weights.data', 9), placed('model.ONNX')]);
  expect(files).toHaveLength(2000);
  expect(paths(files).slice(0, 2)).toEqual(['model.ONNX', 'weights.data']);
});
