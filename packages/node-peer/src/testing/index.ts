/** What a test or bench with many Node peers needs around them. */
export { startServices } from './startServices.ts';
export type { Service, Services, ServicesOptions } from './startServices.ts';
export { workersOf } from './workersOf.ts';
