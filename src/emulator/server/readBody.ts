import type { IncomingMessage } from "node:http";

/**
 * Reads a request's body to its end, but keeps no more of it than the limit.
 * @returns the bytes, or how many there were when they were too many
 * @throws when the caller breaks off
 */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<{ readonly bytes: Buffer } | { readonly tooManyBytes: number }> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
    else chunks = [];
  }
  return size > limitBytes ? { tooManyBytes: size } : { bytes: Buffer.concat(chunks) };
}
