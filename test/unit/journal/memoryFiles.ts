import { dirname } from "node:path";
import type { JournalFile, JournalFiles } from "../../../src/ports/journalFiles.ts";

interface Node {
  bytes: Buffer;
  durableBytes: number;
}

/** What goes wrong with the next append or sync. */
export type FileFault =
  | { readonly on: "append"; readonly kind: "refuse"; readonly code: string }
  /** A part is written and told so. */
  | { readonly on: "append"; readonly kind: "short"; readonly bytes: number }
  /** A part is written and the writer hears of a failure only. */
  | { readonly on: "append"; readonly kind: "torn"; readonly bytes: number }
  | { readonly on: "sync" | "open"; readonly kind: "refuse"; readonly code: string };

/** Files in memory that can fail, and lose what was not synced. */
export class MemoryFiles implements JournalFiles {
  readonly nodes = new Map<string, Node>();
  readonly faults: FileFault[] = [];
  syncCount = 0;

  list = async (folder: string): Promise<readonly string[]> =>
    [...this.nodes.keys()]
      .filter((path) => dirname(path) === folder)
      .map((path) => path.slice(folder.length + 1));

  open = async (path: string): Promise<JournalFile> => {
    this.#meet("open");
    let node = this.nodes.get(path);
    if (node === undefined) this.nodes.set(path, (node = { bytes: Buffer.alloc(0), durableBytes: 0 }));
    return this.#opened(node);
  };

  replace = async (path: string, bytes: Uint8Array): Promise<void> => {
    this.nodes.set(path, { bytes: Buffer.from(bytes), durableBytes: bytes.byteLength });
  };

  remove = async (path: string): Promise<void> => {
    this.nodes.delete(path);
  };

  /** All that is in a file. */
  textOf(path: string): string {
    return this.nodes.get(path)?.bytes.toString() ?? "";
  }

  /** What would be left of a file after the power was cut now. */
  durableTextOf(path: string): string {
    const node = this.nodes.get(path);
    return node?.bytes.subarray(0, node.durableBytes).toString() ?? "";
  }

  /** Cuts the power: of what was not synced only a part is left. */
  losePower(keptPart: number): void {
    for (const [path, { bytes, durableBytes }] of this.nodes) {
      const kept = durableBytes + Math.floor((bytes.byteLength - durableBytes) * keptPart);
      this.nodes.set(path, { bytes: Buffer.from(bytes.subarray(0, kept)), durableBytes: kept });
    }
  }

  #opened(node: Node): JournalFile {
    const put = (bytes: Uint8Array): number => {
      node.bytes = Buffer.concat([node.bytes, bytes]);
      return bytes.byteLength;
    };
    return {
      append: async (bytes) => {
        const fault = this.#take("append");
        if (fault === undefined) return put(bytes);
        if (fault.kind === "refuse") throw systemError(fault.code);
        const written = put(bytes.subarray(0, fault.bytes));
        if (fault.kind === "torn") throw systemError("EIO");
        return written;
      },
      sync: async () => {
        this.#meet("sync");
        this.syncCount += 1;
        node.durableBytes = node.bytes.byteLength;
      },
      read: async (from) => node.bytes.subarray(from),
      close: async () => {},
    };
  }

  #take<K extends FileFault["on"]>(on: K): Extract<FileFault, { on: K }> | undefined {
    const index = this.faults.findIndex((fault) => fault.on === on);
    return index === -1 ? undefined : (this.faults.splice(index, 1)[0] as Extract<FileFault, { on: K }>);
  }

  #meet(on: "sync" | "open"): void {
    const fault = this.#take(on);
    if (fault !== undefined) throw systemError(fault.code);
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it does not work`), { code });
}
