import { link, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { syncDirectories } from "./nodeJournalFiles.ts";
import type { SharedFiles } from "./sharedFiles.ts";

/**
 * {@link SharedFiles} on local and mounted directories. Permissions follow the user's umask, like
 * those of Pulumi's state files, so that users who share the state share these files.
 */
export const nodeSharedFiles: SharedFiles = {
  async makeDirectory(directory) {
    const firstMade = await mkdir(directory, { recursive: true });
    if (firstMade !== undefined) await syncDirectories(directory, dirname(firstMade));
  },

  list: (directory) => unlessCode("ENOENT", [], () => readdir(directory)),

  read: (path) =>
    unlessCode("ENOENT", undefined, async () => {
      const handle = await open(path, "r");
      try {
        const { mtimeMs } = await handle.stat();
        return { bytes: await handle.readFile(), modifiedAt: mtimeMs };
      } finally {
        await handle.close();
      }
    }),

  modifiedAt: (path) => unlessCode("ENOENT", undefined, async () => (await stat(path)).mtimeMs),

  create: (path, bytes) =>
    unlessCode("EEXIST", false, async () => {
      const handle = await open(path, "wx");
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return true;
    }),

  link: (path, name) =>
    unlessCode("EEXIST", false, async () => {
      await link(path, name);
      return true;
    }),

  syncDirectory: (directory) => syncDirectories(directory, directory),

  remove: (path) => rm(path, { force: true }),
};

async function unlessCode<T>(code: string, value: T, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return value;
    throw error;
  }
}
