import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { hubSource, type HubFile, type HubSource } from '../../models/catalog/model';
import { findSource, withSource } from './entry-source';
import { hashSmallFile, listRepository, type Listing } from './hub-listing';

const anySource = z.discriminatedUnion('kind', [hubSource, z.object({ kind: z.literal('package') })]);

/**
 * Writes the commit that `main` of each repository is at now, and the size and hash of each file in it,
 * into the entries. An entry whose file has another size or hash by now stays as it is, whole: that is
 * for a person to look into.
 *
 * @param folder the entries.
 * @param hub its origin, without a slash at the end.
 * @returns what could not be pinned, one sentence each.
 */
export async function pinEntries(folder: string, hub: string): Promise<string[]> {
  const problems: string[] = [];
  const listings = new Map<string, Promise<Listing>>();
  for (const name of readdirSync(folder).sort()) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    // The models that ship are described by a card and have no source written out.
    if (!/\bsource:/.test(text)) continue;
    try {
      const at = findSource(text);
      const source = anySource.parse(at.value);
      if (source.kind !== 'hub') continue;
      const listing = listings.get(source.repo) ?? listRepository(hub, source.repo);
      listings.set(source.repo, listing);
      const pinned = await pin(source, await listing, hub);
      if (JSON.stringify(pinned) !== JSON.stringify(source)) writeFileSync(file, withSource(text, at, pinned));
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return problems;
}

async function pin(source: HubSource, listing: Listing, hub: string): Promise<HubSource> {
  const files: HubFile[] = [];
  for (const known of source.files) {
    const listed = listing.files.find(({ path }) => path === known.path);
    if (!listed) throw new Error(`${source.repo} has no ${known.path}`);
    const sha256 = 'sha256' in listed ? listed.sha256 : await hashSmallFile(hub, source.repo, listing.commit, listed);
    const changed =
      (known.bytes !== undefined && known.bytes !== listed.bytes) || (known.sha256 !== undefined && known.sha256 !== sha256);
    if (changed) throw new Error(`${known.path} is another file by now: ${listed.bytes} bytes, ${sha256}`);
    files.push({ path: known.path, bytes: listed.bytes, sha256 });
  }
  return { kind: 'hub', repo: source.repo, commit: listing.commit, files };
}
