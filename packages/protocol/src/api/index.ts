/** The contract as documents for people and programs that are not ours; never part of what a process runs. */
export { httpBodies, httpRoutes } from './httpRoutes.ts';
export { toAsyncApi } from './toAsyncApi.ts';
export { toOpenApi } from './toOpenApi.ts';
