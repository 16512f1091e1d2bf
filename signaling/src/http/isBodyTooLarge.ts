/** Whether a request sends more than `maxBytes`, whatever its headers say of it. What it sends is thrown away. */
export async function isBodyTooLarge({ headers, body }: Request, maxBytes: number): Promise<boolean> {
  if (Number(headers.get('content-length') ?? 0) > maxBytes) return true;
  const reader = body?.getReader();
  let size = 0;
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
    size += chunk.value.byteLength;
    if (size > maxBytes) return true;
  }
  return false;
}
