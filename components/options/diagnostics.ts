import type { Device } from '../../messages/editor-port';
import type { DeviceTest } from '../../messages/library';

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
export function diagnosticsText(
  version: string,
  device: Device,
  has: Capabilities,
  test: DeviceTest | undefined,
): string {
  return [
    `Imaginex ${version}`,
    `Browser: ${has.browser}`,
    `Backend: ${device.backend} (${device.reason})`,
    `Adapter: ${device.adapter || 'none'}`,
    `Threads: ${device.threads} of ${has.processors}`,
    `JSPI: ${has.jspi ? 'yes' : 'no'}`,
    `Shared memory: ${has.sharedMemory ? 'yes' : 'no'}`,
    ...testLines(test),
  ].join('\n');
}

/** What the device was found to compute. */
function testLines(test: DeviceTest | undefined): string[] {
  if (!test) return ['Device test: not made'];
  return [
    `Device test: ${new Date(test.testedAt).toISOString()}, ${test.backend}, ${test.adapter || 'no adapter'}`,
    `Tested in: ${test.browser}`,
    `16-bit shaders: ${test.f16 ? 'yes' : 'no'}`,
    `Largest buffer: ${test.largestBuffer} bytes`,
    ...test.checks.map(({ name, outcome }) => `${name}: ${outcome}`),
  ];
}
