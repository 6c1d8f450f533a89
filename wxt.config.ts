import { defineConfig } from 'wxt';
import { z } from 'zod';
import { manifest } from './manifest.config';
import { packageAssetsHooks } from './scripts/build/package-assets';
import { stylesheetOrder } from './scripts/build/stylesheet-order';

const popup = z.object({ default_popup: z.string() });

export default defineConfig({
  modules: ['@wxt-dev/module-react'],
  imports: false,
  manifestVersion: 3,
  manifest: ({ browser }) => manifest(browser),
  hooks: {
    ...packageAssetsHooks,
    'build:manifestGenerated': (_, generated) => {
      // WXT takes the popup's title instead, which is not translated.
      Object.assign(generated, { action: { ...popup.parse(generated.action), default_title: '__MSG_action_title__' } });
    },
  },
  vite: () => ({
    plugins: [stylesheetOrder()],
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
