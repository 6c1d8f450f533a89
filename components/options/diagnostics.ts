import type { Device } from '../../messages/editor-port';

/** What the browser can do, of the things that Imaginex depends on. */
export interface Capabilities {
  browser: string;
  processors: number;
  jspi: boolean;
  sharedMemory: boolean;
}

export function readCapabilities(): Capabilities {
  return {
    browser: navigator.userAgent,
    processors: navigator.hardwareConcurrency,
    jspi: 'Suspending' in WebAssembly,
    sharedMemory: 'SharedArrayBuffer' in globalThis,
  };
}

/** Facts for a report. In English for whoever reads it; names no picture, page or person. */
export function diagnosticsText(version: string, device: Device, has: Capabilities): string {
  return [
    `Imaginex ${version}`,
    `Browser: ${has.browser}`,
    `Backend: ${device.backend} (${device.reason})`,
    `Adapter: ${device.adapter || 'none'}`,
    `Threads: ${device.threads} of ${has.processors}`,
    `JSPI: ${has.jspi ? 'yes' : 'no'}`,
    `Shared memory: ${has.sharedMemory ? 'yes' : 'no'}`,
  ].join('\n');
}
