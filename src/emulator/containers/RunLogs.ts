import { sizeLimitBytes } from "../sizeLimitBytes.ts";

/** The lines that one run writes, up to the limit of 1 MiB; the rest is dropped and said to be. [doc] */
export class RunLogs {
  readonly lines: string[] = [];
  #bytes = 0;

  /** Adds a line in upstream's form, `<ISO time> stdout|stderr: <text>`. [ow] */
  add(at: number, stream: "stdout" | "stderr", text: string): void {
    if (this.#bytes > sizeLimitBytes) return;
    this.#bytes += Buffer.byteLength(text) + 1;
    const isOver = this.#bytes > sizeLimitBytes;
    const line = isOver
      ? `Logs were truncated because the total bytes size exceeds the limit of ${sizeLimitBytes} bytes.`
      : text;
    this.lines.push(`${new Date(at).toISOString()} ${isOver ? "stderr" : stream}: ${line}`);
  }
}
