import { createHash } from 'node:crypto';
import { z } from 'zod';
import { gitId, sha256 } from '../../models/catalog/model';

const revision = z.object({ sha: gitId });

const listed = z.object({
  type: z.string(),
  path: z.string(),
  size: z.int().min(0),
  oid: gitId,
  /** Of large files, whose `oid` is that of a pointer. */
  lfs: z.object({ oid: sha256, size: z.int().min(0) }).optional(),
});

/** A file of a repository: large ones are listed with their hash, of small ones the git blob id is. */
export type ListedFile = { path: string; bytes: number } & ({ sha256: string } | { blob: string });

export interface Listing {
  commit: string;
  files: readonly ListedFile[];
}

/**
 * All files of the commit that `main` of a repository is at now.
 *
 * @param hub its origin, without a slash at the end.
 */
export async function listRepository(hub: string, repo: string): Promise<Listing> {
  const { sha } = revision.parse(await (await ask(`${hub}/api/models/${repo}/revision/main`)).json());
  const files: ListedFile[] = [];
  let page: string | undefined = `${hub}/api/models/${repo}/tree/${sha}?recursive=true`;
  while (page !== undefined) {
    const answer: Response = await ask(page);
    for (const { type, path, size, oid, lfs } of z.array(listed).parse(await answer.json())) {
      if (type !== 'file') continue;
      files.push(lfs ? { path, bytes: lfs.size, sha256: lfs.oid } : { path, bytes: size, blob: oid });
    }
    page = nextPage(hub, answer.headers.get('link'));
  }
  return { commit: sha, files };
}

/** The hash of a small file, which is fetched for it and has to be the blob that the listing names. */
export async function hashSmallFile(hub: string, repo: string, commit: string, file: ListedFile & { blob: string }): Promise<string> {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const bytes = Buffer.from(await (await ask(`${hub}/${repo}/resolve/${commit}/${path}`)).arrayBuffer());
  const blob = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  if (blob !== file.blob) throw new Error(`${repo}: ${file.path} is not what the listing says`);
  return createHash('sha256').update(bytes).digest('hex');
}

async function ask(url: string): Promise<Response> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: status ${answer.status}`);
  return answer;
}

/** Of `Link: <url>; rel="next"`; elsewhere than on the hub it is not followed. */
function nextPage(hub: string, link: string | null): string | undefined {
  const url = /<([^>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  if (url === undefined) return undefined;
  if (new URL(url, hub).origin !== new URL(hub).origin) throw new Error(`The listing goes on elsewhere: ${url}`);
  return new URL(url, hub).href;
}
