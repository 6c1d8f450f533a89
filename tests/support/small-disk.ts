import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
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

const piece = new Uint8Array(4e6);

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
      const free = (): number => {
        const { bavail, bsize } = statfsSync(folder);
        return bavail * bsize;
      };
      // Looking each time, since others write on it too.
      while (free() > left) appendFileSync(ballast, piece.subarray(0, free() - left));
    },
    close() {
      // Processes of a browser that has just ended may hold on to it for a moment.
      spawnSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
