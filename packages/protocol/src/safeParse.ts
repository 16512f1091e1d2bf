import * as z from 'zod/mini';

type Parsed<S extends z.ZodMiniType> =
  | { readonly success: true; readonly data: z.infer<S> }
  | { readonly success: false; readonly issues: readonly { readonly path: readonly PropertyKey[] }[] };

/**
 * Judges a value of anybody's making, and never throws. zod's own checks of a length look at it also where the value is
 * no text (`{ length: … }`), and throw for one that cannot be made a number.
 */
export function safeParse<S extends z.ZodMiniType>(schema: S, value: unknown): Parsed<S> {
  try {
    const parsed = z.safeParse(schema, value);
    return parsed.success ? parsed : { success: false, issues: parsed.error.issues };
  } catch {
    return { success: false, issues: [{ path: [] }] };
  }
}
