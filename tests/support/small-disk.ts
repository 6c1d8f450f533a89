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

/** What `mount` says where this user, or this container, may mount nothing. */
const forbidden = /permission denied|not permitted|superuser|only root/i;

/**
 * Gives why there is none where nothing may be mounted; anything else that goes wrong is an error. Linux.
 */
export function mountSmallDisk(bytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return `nothing is mounted on ${process.platform}`;
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (mounted.status !== 0) {
    rmSync(folder, { recursive: true });
    const why = mounted.error?.message ?? mounted.stderr.trim();
    if (!forbidden.test(why)) throw new Error(`No disk could be mounted: ${why}`);
    return why;
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
