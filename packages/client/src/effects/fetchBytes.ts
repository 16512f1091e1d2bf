/** The whole of a file; tells how many bytes have come since it told last. */
export async function fetchBytes(url: string, onBytes: (count: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const { ok, status, body } = await fetch(url);
  if (!ok || !body) throw new Error(`${url} answers with ${status}`);
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      onBytes(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return new Uint8Array(await new Response(body.pipeThrough(counter)).arrayBuffer());
}
