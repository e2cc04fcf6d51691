import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Limits of a download. */
export interface DownloadLimits {
  /** Maximum time without received data, milliseconds. */
  readonly stallMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * Downloads a file. From an `https` address it follows no redirect to another scheme.
 * @returns its SHA-256 in hexadecimal
 * @throws Error that says why it failed; what has arrived stays at `path`
 */
export async function downloadFile(url: string, path: string, limits: DownloadLimits): Promise<string> {
  const { stallMs, maxBytes, signal } = limits;
  const stalled = new AbortController();
  const timer = setTimeout(
    () => stalled.abort(new Error(`nothing arrived for ${stallMs / 1000} s`)),
    stallMs,
  );
  const either = signal === undefined ? stalled.signal : AbortSignal.any([stalled.signal, signal]);
  try {
    const response = await fetch(url, { signal: either });
    if (!response.ok || response.body === null) throw new Error(`the response is ${response.status}`);
    if (new URL(response.url).protocol !== new URL(url).protocol) {
      throw new Error(`it redirects to ${response.url}`);
    }
    const hash = createHash("sha256");
    let bytes = 0;
    const measured = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        timer.refresh();
        bytes += chunk.length;
        hash.update(chunk);
        done(bytes > maxBytes ? new Error(`it is larger than ${maxBytes} bytes`) : null, chunk);
      },
    });
    await pipeline(Readable.fromWeb(response.body as never), measured, createWriteStream(path), {
      signal: either,
    });
    return hash.digest("hex");
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(`${url} cannot be downloaded: ${reasonOf(stalled.signal.reason ?? error)}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Returns why a request failed; `fetch` has it in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}
