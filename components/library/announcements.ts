import type { LibraryModel } from '../../messages/library';
import type { MessageKey } from '../i18n/keys';

/** What those are told who do not see the rows: that something began, and how it ended. */
export interface Announcement {
  words: MessageKey;
  name: string;
}

const busy: ReadonlySet<LibraryModel['state']> = new Set(['waiting', 'downloading', 'verifying', 'importing', 'checking']);

/** The models whose bytes are coming. */
export function moving(models: readonly LibraryModel[]): readonly LibraryModel[] {
  return models.filter(({ state, total }) => (state === 'downloading' || state === 'importing') && total > 0);
}

/** What happened between two states of the library that is worth a sentence. */
export function announcements(
  before: readonly LibraryModel[],
  after: readonly LibraryModel[],
): readonly Announcement[] {
  const earlier = new Map(before.map((model) => [model.id, model]));
  const said: Announcement[] = [];
  for (const model of after) {
    const was = earlier.get(model.id);
    earlier.delete(model.id);
    const words = sentence(was, model);
    if (words) said.push({ words, name: model.name });
  }
  for (const { name } of earlier.values()) said.push({ words: 'library_said_gone', name });
  return said;
}

function sentence(was: LibraryModel | undefined, now: LibraryModel): MessageKey | undefined {
  if (was?.state === now.state) return undefined;
  if (now.state === 'ready') return 'library_said_ready';
  if (now.state === 'damaged') return 'library_said_damaged';
  // Why it stopped is told by its own alert.
  if (now.state === 'paused') return now.failure || !was ? undefined : 'library_said_paused';
  return was && busy.has(was.state) ? undefined : 'library_said_started';
}
