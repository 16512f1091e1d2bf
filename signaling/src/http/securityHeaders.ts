import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

export type SecurityHeadersOptions<E extends object> = {
  /** The host that the page is opened under; its WebSocket is on the same one. */
  readonly hostOf: (context: Parameters<MiddlewareHandler<E>>[0]) => string | undefined;
  readonly isSecure: boolean;
  /** Pages of other origins that may show ours in a frame. */
  readonly embedOrigins: readonly string[];
};

/** What a browser may do with our pages: run our own code, use camera, microphone and screen, and little else. */
export function securityHeaders<E extends object>(options: SecurityHeadersOptions<E>): MiddlewareHandler<E>[] {
  const { hostOf, isSecure, embedOrigins } = options;
  return [
    secureHeaders({
      // It knows no list; where there is one, frame-ancestors below says it all.
      xFrameOptions: embedOrigins.length === 0 ? 'SAMEORIGIN' : false,
      strictTransportSecurity: isSecure ? 'max-age=31536000; includeSubDomains' : false,
      permissionsPolicy: { camera: ['self'], microphone: ['self'], displayCapture: ['self'] },
    }),
    async (context, next) => {
      await next();
      context.header('Content-Security-Policy', contentSecurityPolicy(hostOf(context), embedOrigins));
    },
  ];
}

function contentSecurityPolicy(host: string | undefined, embedOrigins: readonly string[]): string {
  // Not every browser takes 'self' for the WebSocket of the same host.
  const sockets = host === undefined ? '' : ` ws://${host} wss://${host}`;
  return [
    "default-src 'self'",
    // Noise suppression is WebAssembly: compiling it is allowed, evaluating text is not.
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self'${sockets}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob: mediastream:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ["frame-ancestors 'self'", ...embedOrigins].join(' '),
  ].join('; ');
}
