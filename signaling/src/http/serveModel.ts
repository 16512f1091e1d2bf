import { serveStatic } from '@hono/node-server/serve-static';
import type { Env, Hono } from 'hono';

const PATH = '/segmentation.tflite';

/** The operator's model for telling a person from what is behind; 204 says that there is none, and is no fault. */
export function serveModel<E extends Env>(app: Hono<E>, model: string | undefined): void {
  app.get(PATH, async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-cache');
  });
  if (model === undefined) app.get(PATH, (context) => context.body(null, 204));
  else app.get(PATH, serveStatic({ path: model }));
}
