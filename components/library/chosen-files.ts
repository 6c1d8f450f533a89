import type { ChosenFile } from '../../messages/library';

/** As many as one import takes. */
const most = 2000;

/** What a folder of a person's own may hold besides a model, such as `.git`. */
const hidden = /(?:^|\/)\./;

/** A file with its place in the folder that it was chosen with. */
export interface PlacedFile {
  path: string;
  file: File;
}

/** As the browser gives files that were chosen one by one or as a folder. */
export function placed(files: Iterable<File>): PlacedFile[] {
  return [...files].map((file) => ({ file, path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath }));
}

/**
 * Files as the library takes them. Hidden ones are left out; where there are too many, graphs and then
 * the largest stay, since weights are large. Characters that no path of the library has become `_`.
 */
export function chosenFiles(files: readonly PlacedFile[]): ChosenFile[] {
  return files
    .filter(({ path }) => !hidden.test(path))
    .toSorted((a, b) => Number(isGraph(b)) - Number(isGraph(a)) || b.file.size - a.file.size)
    .slice(0, most)
    .map(({ path, file }) => ({ path: safePath(path), blob: file }));
}

function isGraph({ path }: PlacedFile): boolean {
  return path.toLowerCase().endsWith('.onnx');
}

function safePath(path: string): string {
  return path.replace(/[\\:*?"<>|\p{Cc}]/gu, '_').slice(-300).replace(/^\/+/, '');
}
