import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../models/store/worker/entry';
import { toFree } from '../../../models/store/worker/limit';
import { hubModel } from '../../support/store-models';
import { FakeHub } from '../../support/fake-hub';

const model = hubModel(new FakeHub(), 'any', { 'model.onnx': 5 });

function entry(id: string, bytes: number, addedAt: number, more: Partial<Entry> & { usedAt?: number } = {}): Entry {
  const { usedAt, ...rest } = more;
  const hash = { kind: 'sha256', value: 'a'.repeat(64) } as const;
  const common = { id, name: id, origin: 'package', addedAt } as const;
  const files = [{ path: 'model.onnx', bytes, hash }];
  const record = { ...common, version: 1, model, files, speeds: [], damaged: false, ...(usedAt !== undefined && { usedAt }) } as const;
  return { ...common, state: 'ready', done: bytes, total: bytes, record: { ...record, files, speeds: [] }, ...rest };
}

describe('what a limit frees', () => {
  const old = entry('old', 10, 1);
  const used = entry('used', 10, 2, { usedAt: 9 });
  const young = entry('young', 10, 3);

  it('is what was unused for longest, as little as will do', () => {
    expect(toFree([young, used, old], 30)).toEqual([]);
    expect(toFree([young, used, old], 29)).toEqual(['old']);
    expect(toFree([young, used, old], 15)).toEqual(['old', 'young']);
    expect(toFree([young, used, old], 0)).toEqual([]);
  });

  it('is never what has just been added, even if that alone is too much', () => {
    expect(toFree([old, used, young], 5, new Set(['young']))).toEqual(['old', 'used']);
  });

  it('is nothing that came from disk, which cannot be fetched again', () => {
    expect(toFree([entry('mine', 10, 0, { origin: 'own' }), old, young], 15)).toEqual(['old', 'young']);
  });

  it('is nothing at all for a model that is still arriving', () => {
    const arriving = entry('arriving', 90, 4, { state: 'downloading', received: 80 });
    delete arriving.record;
    expect(toFree([old, used, young, arriving], 30)).toEqual([]);
  });

  it('is neither partial nor damaged, nor what something is done with', () => {
    const work = { kind: 'verify', abort: new AbortController(), finished: Promise.resolve() } as const;
    const others = [entry('bad', 10, 0, { state: 'damaged' }), entry('at work', 10, 0, { work })];
    expect(toFree([...others, old], 1)).toEqual(['old']);
  });
});
