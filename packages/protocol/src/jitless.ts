import * as z from 'zod/mini';

// For pages whose CSP forbids eval: schemas made after this import never try it. Import it before anything else.
z.config({ jitless: true });
