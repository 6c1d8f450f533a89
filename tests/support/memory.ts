import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  id: number;
  parent: number;
  command: string;
}

/** A process may end between being listed and being read; then there is nothing to count. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) {
      return undefined;
    }
    throw error;
  }
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const status = readIfThere(`/proc/${name}/status`);
      const command = readIfThere(`/proc/${name}/cmdline`);
      const parent = status === undefined ? undefined : /^PPid:\s*(\d+)/m.exec(status)?.[1];
      if (parent === undefined || command === undefined) return [];
      return [{ id: Number(name), parent: Number(parent), command }];
    });
}

/** The processes of the browser that was started with this profile, and all that they started. Linux. */
export function browserProcesses(profileDir: string): number[] {
  const all = processes();
  const found = new Set(all.filter(({ command }) => command.includes(profileDir)).map(({ id }) => id));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { id, parent } of all) if (found.has(parent)) found.add(id);
  }
  found.delete(process.pid);
  return [...found];
}

/**
 * Memory of these processes in bytes as proportional set sizes: what they share is counted once,
 * not once per process. Linux.
 */
export function proportionalSetSize(processIds: readonly number[]): number {
  return processIds.reduce((sum, id) => {
    const rollup = readIfThere(`/proc/${id}/smaps_rollup`);
    const kibibytes = rollup === undefined ? undefined : /^Pss:\s*(\d+) kB/m.exec(rollup)?.[1];
    return sum + Number(kibibytes ?? 0) * 1024;
  }, 0);
}
