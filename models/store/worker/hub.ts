import { CodedError } from '../../../messages/errors';
import { z } from '../../../messages/zod';
import { filePath, gitId, sha256 } from '../../catalog/model';
import { hub } from '../hosts';
import type { FileHash } from '../record';
import type { Clock } from './clock';
import type { Network } from './network';
import { persistently } from './patience';

/** Bounds for what the hub says of a repository. */
const maxAnswerBytes = 16 * 2 ** 20;
const maxPages = 50;
const maxFiles = 20_000;
const tries = 5;
/** Where nothing can be told of a longer wait: somebody sits before an empty list, and can ask again. */
const silent = { tries: 2, longestWait: 20_000 };

const revision = z.object({
  sha: gitId,
  gated: z.union([z.boolean(), z.string()]).optional(),
  tags: z.array(z.string()).default([]),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).optional() }).nullish(),
});

const treeItem = z.object({
  type: z.string(),
  path: z.string(),
  size: z.int().min(0).optional(),
  oid: z.string(),
  lfs: z.object({ oid: sha256, size: z.int().min(0) }).optional(),
});

/** A file of a repository as the hub states it. */
export interface ListedFile {
  path: string;
  bytes: number;
  hash: FileHash;
}

export interface Listing {
  commit: string;
  /** As the hub tags it; empty when it does not. */
  licence: string;
  files: readonly ListedFile[];
}

/**
 * What is in a repository at `at`, a commit or branch.
 *
 * @param onWait told, in epoch ms, until when the hub asked to be left alone; without it a long wait is a failure, and so is a second one
 * @throws CodedError `download-*`, or `hub-answer-unknown` where the answer is not understood
 */
export async function listRepository(
  repo: string,
  at: string,
  { network, clock }: { network: Network; clock: Clock },
  signal: AbortSignal,
  onWait?: (until: number) => void,
): Promise<Listing> {
  const ask = <T>(address: string, schema: z.ZodType<T>) => {
    const attempt = () => {
      // What others were told holds for everybody.
      const quiet = network.quietUntil - clock.now();
      if (quiet > silent.longestWait && !onWait) throw new CodedError('download-busy', `${quiet} ms more`);
      if (quiet > 0) onWait?.(network.quietUntil);
      return askJson(network, address, repo, schema, signal);
    };
    return persistently(attempt, { clock, signal, ...(onWait ? { onWait, tries } : silent) });
  };

  const api = `${hub}/api/models/${repo}`;
  const about = (await ask(`${api}/revision/${at}`, revision)).value;
  if (about.gated !== undefined && about.gated !== false) {
    throw new CodedError('download-forbidden', `${repo} is gated`, { detail: repo });
  }
  const files: ListedFile[] = [];
  let next: string | undefined = `${api}/tree/${about.sha}?recursive=true`;
  for (let page = 0; next !== undefined; page++) {
    const { value, link } = await ask(next, z.array(treeItem));
    files.push(...value.flatMap(fileOf));
    if (page >= maxPages || files.length > maxFiles) throw new CodedError('hub-answer-unknown', `${repo}: too many files`);
    next = nextPage(link, next);
  }
  return { commit: about.sha, licence: licenceOf(about), files };
}

async function askJson<T>(network: Network, address: string, repo: string, schema: z.ZodType<T>, signal: AbortSignal) {
  const { response, body } = await network.get(address, repo, signal);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new CodedError('hub-answer-unknown', `${address}: more than ${maxAnswerBytes} bytes`);
    chunks.push(chunk.slice());
  }
  try {
    const json: unknown = JSON.parse(await new Blob(chunks).text());
    return { value: schema.parse(json), link: response.headers.get('Link') };
  } catch (cause) {
    throw new CodedError('hub-answer-unknown', address, { cause });
  }
}

/** The address of the next page in a Link header; never one on another host. */
export function nextPage(link: string | null, current: string): string | undefined {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, current)) return undefined;
  const next = new URL(target, current);
  return next.origin === hub ? next.href : undefined;
}

/** Files that no entry can name, such as empty ones, are left out. */
function fileOf({ type, path, size, oid, lfs }: z.infer<typeof treeItem>): ListedFile[] {
  const bytes = lfs?.size ?? size ?? 0;
  if (type !== 'file' || bytes === 0 || !filePath.safeParse(path).success) return [];
  if (lfs) return [{ path, bytes, hash: { kind: 'sha256', value: lfs.oid } }];
  return gitId.safeParse(oid).success ? [{ path, bytes, hash: { kind: 'git-blob', value: oid } }] : [];
}

function licenceOf({ cardData, tags }: z.infer<typeof revision>): string {
  const stated = [cardData?.license ?? []].flat();
  const tagged = tags.filter((tag) => tag.startsWith('license:')).map((tag) => tag.slice('license:'.length));
  return (stated.length > 0 ? stated : tagged).join(', ').slice(0, 100);
}
