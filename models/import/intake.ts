import { CodedError } from '../../messages/errors';
import type { ChosenFile } from '../../messages/library';
import { filePath } from '../catalog/model';
import { isZip, openZip } from './zip';

/** One file of what the person chose. */
export interface IntakeFile {
  path: string;
  bytes: number;
  /** Its bytes, once; rejects with a CodedError where an archive turns out to be damaged or to lie. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** The file itself; missing where it is packed, so that it has to be unpacked to be looked into. */
  blob: Blob | undefined;
}

/** What the person chose, looked through: nothing of it has been copied yet. */
export interface Intake {
  /** How the person would call it: the name of the file, the folder or the archive, without ending. */
  name: string;
  files: readonly IntakeFile[];
  /** Paths of the files that are graphs, at least one. Which of several is meant is not guessed here. */
  graphs: readonly string[];
}

/** What systems put into folders and archives by themselves. */
const clutter = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)/;

/**
 * Looks through what was chosen: a model's file or files, a folder's files, or one zip of them.
 *
 * @param room bytes that may be taken on disk.
 * @throws CodedError `import-empty`, `import-unreadable`, `import-no-model`, `import-archive-unsafe`,
 *   `import-archive-too-large`, `import-archive-damaged`.
 */
export async function openChosen(chosen: readonly ChosenFile[], room: number): Promise<Intake> {
  const [only] = chosen;
  if (!only) throw new CodedError('import-no-model');
  if (chosen.length === 1 && (await isZip(only))) {
    return intake(baseName(only.path).replace(/\.zip$/i, ''), await openZip(only, room));
  }
  const files = chosen.map(({ path, blob }): IntakeFile => {
    if (!filePath.safeParse(path).success) throw new CodedError('import-archive-unsafe', path, { detail: path });
    return { path, bytes: blob.size, stream: () => blob.stream(), blob };
  });
  return intake(undefined, files);
}

function intake(archive: string | undefined, all: readonly IntakeFile[]): Intake {
  const kept = all.filter(({ path }) => !clutter.test(path));
  const top = commonTop(kept);
  const files = top === undefined ? kept : kept.map((file) => ({ ...file, path: file.path.slice(top.length + 1) }));
  const graphs = files.filter(({ path }) => path.toLowerCase().endsWith('.onnx'));
  const [first] = graphs;
  if (!first) throw new CodedError('import-no-model');
  const empty = graphs.find(({ bytes }) => bytes === 0);
  if (empty) throw new CodedError('import-empty', empty.path, { detail: baseName(empty.path) });
  const name = archive ?? top ?? baseName(first.path).replace(/\.onnx$/i, '');
  return { name, files, graphs: graphs.map(({ path }) => path) };
}

/** The folder that all files are in. */
function commonTop(files: readonly IntakeFile[]): string | undefined {
  const top = files[0]?.path.split('/')[0];
  return top !== undefined && files.every(({ path }) => path.startsWith(`${top}/`)) ? top : undefined;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
