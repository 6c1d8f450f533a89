import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, so small that it can be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it up until about `bytes` are left; what it was filled with before makes room first. */
  leave(bytes: number): void;
  /** Takes it away with all that is on it. */
  close(): Promise<void>;
}

/** `undefined` where this user may not mount anything. Linux. */
export function mountSmallDisk(bytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    leave(left) {
      rmSync(ballast, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      const filling = Math.max(0, bavail * bsize - left);
      writeFileSync(ballast, Buffer.alloc(filling));
    },
    close() {
      // Processes of a browser that has just ended may hold on to it for a moment.
      spawnSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
