import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Context, Env, Hono } from 'hono';
import { compress } from 'hono/compress';

/** The built web app: index.html for its pages, and its files. */
export function serveWebApp<E extends Env>(app: Hono<E>, webRoot: string): void {
  const files = serveStatic({ root: webRoot });
  const index = serveStatic({ path: join(webRoot, 'index.html') });

  app.use('*', compress());
  for (const page of ['/', '/r/*']) app.get(page, withCaching(REVALIDATE), index);
  // Vite puts a hash of the content into these names.
  app.get('/assets/*', withCaching(IMMUTABLE), files);
  app.get('*', withCaching(REVALIDATE), files);
}

const REVALIDATE = 'no-cache';
const IMMUTABLE = 'public, max-age=31536000, immutable';

const withCaching = (value: string) => async (context: Context, next: () => Promise<void>) => {
  await next();
  // A file that is missing now may be there in the next version.
  context.header('Cache-Control', context.res.ok ? value : 'no-store');
};
