import { stat } from 'node:fs/promises';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Env, Hono } from 'hono';

const PATH = '/segmentation.tflite';

/** The operator's model for telling a person from what is behind; 204 says that there is none, and is no fault. */
export function serveModel<E extends Env>(app: Hono<E>, model: string | undefined): void {
  app.get(PATH, async (context, next) => {
    const changed = model === undefined ? undefined : await whenChanged(model);
    // Under one name for ever: browsers ask whether it is still the same, and are not sent megabytes again when it is.
    context.header('Cache-Control', 'no-cache');
    if (changed === undefined) return context.body(null, 204);
    return context.req.header('If-Modified-Since') === changed ? context.body(null, 304) : next();
  });
  if (model !== undefined) app.get(PATH, serveStatic({ path: model }));
}

/** Undefined when it is not there any more: taken away while the server runs. */
const whenChanged = (path: string): Promise<string | undefined> =>
  stat(path).then(
    ({ mtime }) => mtime.toUTCString(),
    () => undefined,
  );
