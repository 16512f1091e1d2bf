/** A hue in degrees that is always the same for the same id, and seldom that of the neighbour (FNV-1a). */
export function toHue(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return ((hash >>> 0) % STEPS) * (360 / STEPS);
}

const STEPS = 18;
