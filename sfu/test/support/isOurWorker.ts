type Proof = { isOurs(bin: string): Promise<boolean> };

/** Whether the program was built by us, so without the faults of the one that mediasoup publishes (sfu/worker/build/edits.mjs). */
export async function isOurWorker(bin: string | undefined): Promise<boolean> {
  if (bin === undefined) return false;
  const script = new URL('../../worker/prove.mjs', import.meta.url);
  const proof: Proof = await import(/* @vite-ignore */ script.href);
  return proof.isOurs(bin);
}
