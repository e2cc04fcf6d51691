import { constants, mkdir, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { JournalFile, JournalFiles } from "./journalFiles.ts";

const ownerOnly = 0o600;
/** Refuses a symbolic link in place of the journal: it would make this process write to another file. */
const appendFlags =
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_RDWR |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);
const chunkBytes = 64 * 1024;

/** {@link JournalFiles} on this machine. */
export const nodeJournalFiles: JournalFiles = {
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  },

  async open(path) {
    const folder = dirname(path);
    const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
    const handle = await open(path, appendFlags, ownerOnly);
    try {
      const { size, mode } = await handle.stat();
      if ((mode & 0o077) !== 0 && process.platform !== "win32") await handle.chmod(ownerOnly);
      if (size === 0) await syncDirectories(folder, firstMade === undefined ? folder : dirname(firstMade));
      return openedFile(handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  },

  async replace(path, bytes) {
    const fresh = `${path}.new-${process.pid}`;
    try {
      await rm(fresh, { force: true });
      const handle = await open(fresh, "wx", ownerOnly);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, path);
    } finally {
      await rm(fresh, { force: true });
    }
    await syncDirectories(dirname(path), dirname(path));
  },

  remove: (path) => rm(path, { force: true }),
};

function openedFile(handle: FileHandle): JournalFile {
  return {
    append: async (bytes) => (await handle.write(bytes)).bytesWritten,
    sync: () => handle.datasync(),
    async read(from) {
      const chunks: Uint8Array[] = [];
      for (let at = from; ;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, at);
        chunks.push(buffer.subarray(0, bytesRead));
        at += bytesRead;
        if (bytesRead < chunkBytes) return Buffer.concat(chunks);
      }
    },
    close: () => handle.close(),
  };
}

/** Makes the names in a directory durable, and those in its parents up to and including `upTo`. */
export async function syncDirectories(from: string, upTo: string): Promise<void> {
  // Windows cannot open directories; NTFS journals names itself.
  if (process.platform === "win32") return;
  for (let folder = from; ; folder = dirname(folder)) {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (folder === upTo || folder === dirname(folder)) return;
  }
}
