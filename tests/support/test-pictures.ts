import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from './pictures';
import type { Raster } from './psnr';

/** A picture with edges and gradients in every channel, the same every time. */
export function testRaster(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      data[at] = (x * 255) / width;
      data[at + 1] = (y * 255) / height;
      data[at + 2] = (x >> 3) % 2 === (y >> 3) % 2 ? 220 : 40;
    }
  }
  return { width, height, channels: 3, data };
}

export function testPng(width: number, height: number): Promise<Uint8Array> {
  return encodePng(testRaster(width, height));
}

/** Picture files in a folder of their own, to be chosen from disk. */
export function picturesOnDisk<Name extends string>(
  sizes: Record<Name, { width: number; height: number }>,
): { write(): Promise<void>; path(name: Name): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'imaginex-pictures-'));
  const path = (name: Name): string => join(folder, `${name}.png`);
  return {
    path,
    async write() {
      for (const name in sizes) writeFileSync(path(name), await testPng(sizes[name].width, sizes[name].height));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
