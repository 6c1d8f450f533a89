import type { ImageModel, Model } from '../../models/catalog/model';
import { journal, record, type Journal, type StoreRecord } from '../../models/store/record';
import type { FakeDisk } from './fake-disk';
import { sha256Hex, type FakeHub } from './fake-hub';

/** Bytes that differ from those of another seed nearly everywhere. */
export function noise(bytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  let state = seed * 2654435761 + 1;
  for (let at = 0; at < words.length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[at] = state;
  }
  return new Uint8Array(words.buffer, 0, bytes).slice();
}

/** Puts files on the hub and gives the catalog's entry for them. */
export function hubModel(
  hub: FakeHub,
  id: string,
  sizes: Record<string, number>,
  options: { pinned?: boolean; seed?: number } = {},
): ImageModel {
  const { pinned = true, seed = 1 } = options;
  const files = Object.entries(sizes).map(([name, size], index) => {
    const path = `${id}/${name}`;
    const bytes = noise(size, seed + index);
    hub.files.set(path, bytes);
    return pinned ? { path, bytes: size, sha256: sha256Hex(bytes) } : { path };
  });
  return {
    id,
    kind: 'image-to-image',
    name: `Model ${id}`,
    tasks: ['enlarge'],
    source: { kind: 'hub', repo: hub.repo, ...(pinned && { commit: hub.commit }), files },
    graph: files[0]?.path ?? '',
    licence: 'apache-2.0',
    needs: { f16: false, workingMemory: 0, largestTensor: 0 },
    scale: 2,
    multiple: 1,
    receptiveRadius: 8,
    white: 1,
  };
}

/** What is wrong with a model on disk that has a record: nothing, or which file. */
export function wrongFiles(disk: FakeDisk, hub: FakeHub, model: Model): string[] {
  if (model.source.kind !== 'hub') return [];
  return model.source.files.flatMap(({ path }, index) => {
    const there = disk.read(`models/${model.id}/files/${index}`);
    const right = hub.files.get(path);
    return there && right && Buffer.from(there).equals(right) ? [] : [path];
  });
}

export function isPublished(disk: FakeDisk, id: string): boolean {
  return disk.read(`models/${id}/record.json`) !== undefined;
}

export function jsonBytes(content: object): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(content));
}

/** The record of a model that is there. */
export function recordOf(disk: FakeDisk, id: string): StoreRecord {
  return record.parse(JSON.parse(new TextDecoder().decode(disk.read(`models/${id}/record.json`))));
}

/** The journal of a model on disk. */
export function journalOf(disk: FakeDisk, id: string): Journal | undefined {
  const bytes = disk.read(`models/${id}/journal.json`);
  return bytes && journal.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/** How many bytes the hub was asked for, since `asked` was emptied, that `known` names as received. */
export function askedAgain(hub: FakeHub, known: Journal | undefined): number {
  const overlaps = known?.files.flatMap(({ path, received }) =>
    hub
      .ranges(path)
      .flatMap(([start, end]) => received.map(([from, to]) => Math.max(0, Math.min(end, to) - Math.max(start, from)))),
  );
  return overlaps?.reduce((sum, bytes) => sum + bytes, 0) ?? 0;
}
