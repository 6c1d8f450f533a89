import { randomBytes } from 'node:crypto';
import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../messages/errors';
import { type Intake, openChosen } from '../../../models/import/intake';
import { utf8 } from '../../fixtures/bytes';
import { zip, type ZipEntry } from '../../fixtures/zip';
import { size } from '../../sizes';
import { refusal } from './refusal';

const room = 2 ** 30;
const graph = Uint8Array.from(randomBytes(5000));

const chosen = (path: string, data: BlobPart) => ({ path, blob: new Blob([data]) });
const openZip = (entries: readonly ZipEntry[], space = room) => openChosen([chosen('a model.zip', zip(entries))], space);
const entry = (name: string, data: Uint8Array = graph): ZipEntry => ({ name, data });

async function read(intake: Intake, path: string): Promise<Uint8Array> {
  const file = intake.files.find((one) => one.path === path);
  if (!file) throw new Error(`no ${path} in ${intake.files.map((one) => one.path).join()}`);
  return new Uint8Array(await new Response(file.stream()).arrayBuffer());
}

describe('files and folders', () => {
  it('takes a single graph', async () => {
    const intake = await openChosen([chosen('Sharp ×2.onnx', graph)], room);
    expect(intake).toMatchObject({ name: 'Sharp ×2', graphs: ['Sharp ×2.onnx'] });
    expect(intake.files[0]?.blob?.size).toBe(5000);
    expect(await read(intake, 'Sharp ×2.onnx')).toEqual(graph);
  });

  it('takes a folder without its name and without what systems put there', async () => {
    const intake = await openChosen(
      [chosen('tiny/unet/model.onnx', graph), chosen('tiny/unet/model.onnx_data', graph), chosen('tiny/.DS_Store', graph)],
      room,
    );
    expect(intake).toMatchObject({ name: 'tiny', graphs: ['unet/model.onnx'] });
    expect(intake.files.map(({ path }) => path)).toEqual(['unet/model.onnx', 'unet/model.onnx_data']);
  });

  it('refuses what holds no graph, an empty one, and paths out of the folder', async () => {
    await refusal(() => openChosen([], room), 'import-no-model');
    await refusal(() => openChosen([chosen('weights.safetensors', graph)], room), 'import-no-model');
    expect(await refusal(() => openChosen([chosen('m/empty.onnx', '')], room), 'import-empty')).toBe('empty.onnx');
    for (const path of ['../up.onnx', '/root.onnx', 'a/../../b.onnx', 'a\\b.onnx', 'C:\\b.onnx']) {
      expect(await refusal(() => openChosen([chosen(path, graph)], room), 'import-archive-unsafe')).toBe(path);
    }
  });
});

describe('zips', () => {
  it('lists the usual export layout and unpacks it to the same bytes', async () => {
    const files = [
      entry('export/unet/model.onnx'),
      entry('export/unet/model.onnx_data', Uint8Array.from(randomBytes(70_000))),
      { ...entry('export/tokenizer/tokenizer.json', utf8('{}')), packed: false },
      entry('__MACOSX/export/._unet'),
    ];
    const intake = await openZip([{ ...entry('export/', utf8('')), packed: false }, ...files]);
    expect(intake).toMatchObject({ name: 'a model', graphs: ['unet/model.onnx'] });
    expect(intake.files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['unet/model.onnx', 5000],
      ['unet/model.onnx_data', 70_000],
      ['tokenizer/tokenizer.json', 2],
    ]);
    for (const { name, data } of files.slice(0, 3)) expect(await read(intake, name.slice('export/'.length))).toEqual(data);
    // A stream is there as often as it is asked for.
    expect(await read(intake, 'unet/model.onnx')).toEqual(graph);
  });

  it('is told by its first bytes, too', async () => {
    const intake = await openChosen([chosen('download', zip([entry('m.onnx')]))], room);
    expect(intake).toMatchObject({ name: 'download', graphs: ['m.onnx'] });
  });

  it('reads what other programs write, ZIP64 included', async () => {
    const writer = new ZipWriter(new BlobWriter(), { zip64: true, useWebWorkers: false });
    await writer.add('Model/größe.onnx', new BlobReader(new Blob([graph])));
    const intake = await openChosen([chosen('x.zip', await writer.close())], room);
    expect(intake.graphs).toEqual(['größe.onnx']);
    expect(await read(intake, 'größe.onnx')).toEqual(graph);
  });

  it('refuses names that lead out of it, twins, links and what is encrypted', async () => {
    for (const name of ['../evil.onnx', 'a/../../evil.onnx', '/etc/evil.onnx', 'a\\evil.onnx', '..\\evil.onnx', 'C:/evil.onnx', './evil.onnx', 'a//b.onnx']) {
      expect(await refusal(() => openZip([entry('good.onnx'), entry(name)]), 'import-archive-unsafe')).toBe(name);
    }
    await refusal(() => openZip([entry('../', utf8('')), entry('good.onnx')]), 'import-archive-unsafe');
    await refusal(() => openZip([entry('m.onnx'), entry('m.onnx')]), 'import-archive-unsafe');
    await refusal(() => openZip([entry('m.onnx'), entry('M.ONNX')]), 'import-archive-unsafe');
    await refusal(() => openZip([{ ...entry('m.onnx'), symlink: true }]), 'import-archive-unsafe');
    await refusal(() => openZip([{ ...entry('m.onnx'), encrypted: true }]), 'import-archive-unsafe');
  });

  it('refuses bombs before unpacking them', async () => {
    const zeros = new Uint8Array(20 * 2 ** 20);
    await refusal(() => openZip([entry('bomb.onnx', zeros)]), 'import-archive-too-large');
    await refusal(() => openZip([entry('m.onnx'), entry('n.onnx_data')], 9000), 'import-archive-too-large');
    await refusal(() => openZip([{ ...entry('m.onnx'), says: 0xfffffff0 }]), 'import-archive-too-large');
    const many = Array.from({ length: 2001 }, (_, i) => entry(`${i}.onnx`, utf8('x')));
    await refusal(() => openZip(many), 'import-archive-too-large');
  });

  it('stops unpacking what is more than it says, and what is less or other', async () => {
    const data = Uint8Array.from(randomBytes(300_000));
    const unpack = async (lie: Partial<ZipEntry>) => read(await openZip([{ ...entry('m.onnx', data), ...lie }]), 'm.onnx');
    await refusal(() => unpack({ says: 1000 }), 'import-archive-too-large');
    await refusal(() => unpack({ says: 1000, packed: false }), 'import-archive-too-large');
    await refusal(() => unpack({ says: 400_000 }), 'import-archive-damaged');
    await refusal(() => unpack({ crc: 1 }), 'import-archive-damaged');
    await refusal(() => unpack({ crc: 1, packed: false }), 'import-archive-damaged');
  });

  it('refuses what is no zip, or only a part of one', async () => {
    expect(await refusal(() => openChosen([chosen('x.zip', '')], room), 'import-empty')).toBe('x.zip');
    await refusal(() => openChosen([chosen('x.zip', 'no archive')], room), 'import-archive-damaged');
    const whole = zip([entry('m.onnx')]);
    await refusal(() => openChosen([chosen('x.zip', whole.slice(0, 3000))], room), 'import-archive-damaged');
    const tail = await openChosen([chosen('x.zip', whole.slice(3000))], room);
    await refusal(() => read(tail, 'm.onnx'), 'import-archive-damaged');
  });

  it('ends damaged ones in a refusal, never otherwise', async () => {
    const whole = zip([entry('a/m.onnx', utf8('some text, '.repeat(40))), { ...entry('a/n.json', utf8('{}')), packed: false }]);
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          const intake = await openChosen([chosen('x.zip', bytes)], room);
          for (const { path } of intake.files) await read(intake, path);
        } catch (error) {
          expect(error).toBeInstanceOf(CodedError);
        }
      }),
      { numRuns: size('fuzzRuns') },
    );
  });
});

describe('what cannot be read any more', () => {
  /** Gives its bytes only while the disk is there. */
  class Lent extends Blob {
    readonly #disk: { gone: boolean };
    constructor(parts: BlobPart[], disk: { gone: boolean }) {
      super(parts);
      this.#disk = disk;
    }
    override slice(start?: number, end?: number): Blob {
      return new Lent([super.slice(start, end)], this.#disk);
    }
    override async arrayBuffer(): Promise<ArrayBuffer> {
      if (this.#disk.gone) throw new DOMException('gone', 'NotReadableError');
      return super.arrayBuffer();
    }
    override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
      if (!this.#disk.gone) return super.stream();
      return new ReadableStream({ pull: (controller) => controller.error(new DOMException('gone', 'NotReadableError')) });
    }
  }

  it('is told as that, not as damaged: a file, an archive, and an archive that goes while it is unpacked', async () => {
    const gone = { gone: true };
    for (const [path, bytes] of [['model.onnx', graph], ['model.zip', zip([entry('model.onnx')])]] as const) {
      const file = { path, blob: new Lent([bytes], gone) };
      expect(await refusal(() => openChosen([file], room), 'import-unreadable')).toBe(path);
    }
    const disk = { gone: false };
    const intake = await openChosen([{ path: 'model.zip', blob: new Lent([zip([entry('model.onnx')])], disk) }], room);
    disk.gone = true;
    expect(await refusal(() => read(intake, 'model.onnx'), 'import-unreadable')).toBe('model.zip');
  });
});
