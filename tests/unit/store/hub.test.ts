import { describe, expect, it } from 'vitest';
import { modelId } from '../../../models/catalog/model';
import { fileAddress, isModelHost } from '../../../models/store/hosts';
import { nextPage, type ListedFile } from '../../../models/store/worker/hub';
import { filesOfGraph, graphsOf } from '../../../models/store/worker/listed-graphs';
import { hubModelId, nameOf } from '../../../models/store/worker/plan';

const listed = (path: string, bytes = 10): ListedFile => ({ path, bytes, hash: { kind: 'sha256', value: 'a'.repeat(64) } });

describe('the model hosts', () => {
  it.each([
    ['https://huggingface.co/x', true],
    ['https://cas-bridge.xethub.hf.co/x', true],
    ['https://cdn-lfs.hf.co/x', true],
    ['http://huggingface.co/x', false],
    ['https://huggingface.co:8443/x', false],
    ['https://evil-hf.co/x', false],
    ['https://hf.co.example.com/x', false],
    ['https://sub.huggingface.co/x', false],
    ['', false],
  ])('%s: %s', (address, is) => expect(isModelHost(address)).toBe(is));

  it('are asked for files with every part of the path encoded', () => {
    expect(fileAddress('a/b', 'c', 'on nx/mödel#1?.onnx')).toBe(
      'https://huggingface.co/a/b/resolve/c/on%20nx/m%C3%B6del%231%3F.onnx',
    );
  });
});

describe('a listing', () => {
  it('goes on at the next page of the same host only', () => {
    const here = 'https://huggingface.co/api/models/a/b/tree/c';
    expect(nextPage(`<${here}?cursor=2>; rel="next"`, here)).toBe(`${here}?cursor=2`);
    expect(nextPage('</api/x>; rel=next', here)).toBe('https://huggingface.co/api/x');
    expect(nextPage('<https://example.com/>; rel="next"', here)).toBeUndefined();
    expect(nextPage(`<${here}>; rel="prev"`, here)).toBeUndefined();
    expect(nextPage(null, here)).toBeUndefined();
  });

  it('tells which files hold the weights of a graph', () => {
    const files = [
      'onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model.onnx_data_1', 'onnx/model.onnx.data', 'onnx/model.data',
      'onnx/model_fp16.onnx', 'onnx/model_fp16.onnx_data', 'model.onnx_data', 'onnx/model.json',
    ].map((path) => listed(path)); // prettier-ignore
    expect(filesOfGraph(files, 'onnx/model.onnx').map(({ path }) => path)).toEqual(files.slice(0, 5).map(({ path }) => path));
    expect(filesOfGraph(files, 'onnx/model_fp16.onnx')).toHaveLength(2);
  });

  it('offers its graphs with the bytes of all that they need', () => {
    const files = [listed('a.onnx', 5), listed('a.onnx_data', 7), listed('b.onnx', 2), listed('readme.md')];
    expect(graphsOf('x/y', { commit: 'c', licence: 'mit', files }).graphs).toEqual([
      { path: 'a.onnx', bytes: 12 },
      { path: 'b.onnx', bytes: 2 },
    ]);
    expect(() => graphsOf('x/y', { commit: 'c', licence: '', files: [listed('a.bin')] })).toThrow('x/y');
  });
});

describe('a graph of the hub', () => {
  it('gets an id of its own for each repository, commit and path', async () => {
    const ids = await Promise.all([
      hubModelId('Some.One/Model_x', 'c1', 'onnx/model.onnx'),
      hubModelId('Some.One/Model_x', 'c2', 'onnx/model.onnx'),
      hubModelId('Some-One/Model-x', 'c1', 'onnx/model.onnx'),
      hubModelId(`a/${'long-'.repeat(19)}`, 'c1', `${'deep/'.repeat(50)}model.onnx`),
    ]);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(modelId.safeParse(id).success).toBe(true);
    expect(ids[0]).toMatch(/^hub-some-one-model-x-onnx-model-[0-9a-f]{12}$/);
  });

  it('is called after its repository, and after itself where that says more', () => {
    expect(nameOf('a/real-esrgan', 'onnx/model.onnx')).toBe('real-esrgan');
    expect(nameOf('a/real-esrgan', 'x4/fp16.onnx')).toBe('real-esrgan – x4/fp16');
  });
});
