import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";

/** Modes of files and directories that only this user may read. */
export const privateModes = { file: 0o600, directory: 0o700 } as const;

/**
 * Writes a file that only this user may read: writes a new file beside it, then renames it.
 * Replaces an existing file or symbolic link without following it.
 */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.new-${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    const { O_CREAT, O_EXCL, O_WRONLY, O_NOFOLLOW = 0 } = constants;
    const file = openSync(fresh, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, privateModes.file);
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { force: true });
  }
}

/**
 * Restricts an existing file or directory to this mode when others may read it. Does nothing on
 * Windows, which has no such modes.
 */
export function makePrivate(path: string, mode: number): void {
  if (process.platform !== "win32" && (lstatSync(path).mode & 0o077) !== 0) chmodSync(path, mode);
}
