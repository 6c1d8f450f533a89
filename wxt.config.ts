import { defineConfig } from 'wxt';
import { manifest } from './manifest.config';
import { packageAssetsHooks } from './scripts/build/package-assets';

export default defineConfig({
  modules: ['@wxt-dev/module-react'],
  imports: false,
  manifestVersion: 3,
  manifest: ({ browser }) => manifest(browser),
  hooks: packageAssetsHooks,
  vite: () => ({
    worker: { format: 'es' },
    build: {
      target: 'esnext',
      modulePreload: false,
      rollupOptions: {
        onwarn(warning, warn) {
          // Comments in zod that Rollup takes for misplaced annotations; nothing is lost.
          if (warning.code !== 'INVALID_ANNOTATION') warn(warning);
        },
      },
    },
    resolve: {
      // Without this condition onnxruntime-web inlines a second copy of its loader.
      conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
    },
  }),
});
