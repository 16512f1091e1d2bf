import react from '@vitejs/plugin-react';
import { checkSizes } from './checkSizes.ts';
import { defaultClientConditions, defineConfig } from 'vite';

const signaling = process.env['CONFAB_SIGNALING_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  plugins: [react(), checkSizes()],
  resolve: { conditions: ['confab-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist/site',
    // The page's CSP allows neither inline scripts nor data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    strictPort: true,
    proxy: {
      '/ws': { target: signaling, ws: true },
      ...Object.fromEntries(
        ['/api', '/healthz', '/readyz', '/metrics', '/version', '/segmentation.tflite'].map((path) => [
          path,
          signaling,
        ]),
      ),
    },
  },
});
