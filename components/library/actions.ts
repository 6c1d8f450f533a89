import { isRefused, type ModelEntry } from './entries';

export type ModelAction = 'download' | 'pause' | 'resume' | 'repair' | 'cancel' | 'verify' | 'delete';

/**
 * What the person can do with a model now, the likeliest first.
 *
 * @param fits whether this device can run it.
 */
export function actionsOf({ held, isBuiltIn }: ModelEntry, fits: boolean): readonly ModelAction[] {
  if (isBuiltIn) return [];
  if (!held) return fits ? ['download'] : [];
  switch (held.state) {
    case 'waiting':
    case 'downloading':
      return ['pause', 'cancel'];
    case 'paused':
      // What was found unfit stays so.
      return isRefused(held) ? ['delete'] : ['resume', 'cancel'];
    case 'importing':
    case 'checking':
      return ['cancel'];
    case 'verifying':
      return ['delete'];
    case 'ready':
      return ['verify', 'delete'];
    case 'damaged':
      // Only what came from a commit of the hub can come from there again.
      return held.commit === undefined ? ['verify', 'delete'] : ['repair', 'verify', 'delete'];
  }
}
