import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

/** SHA-256 of each executable of a version's directory, in hexadecimal, by its name. */
type Digests = Readonly<Record<string, string>>;

const fileName = "sha256.json";

/** Returns the SHA-256 of a file in hexadecimal. Takes 0.3 s for the engine. */
async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** Records the executables in `<folder>/bin` as they are now. */
export async function recordDigests(folder: string): Promise<void> {
  const digests: Record<string, string> = {};
  for (const name of readdirSync(join(folder, "bin")).toSorted()) {
    digests[name] = await sha256Of(join(folder, "bin", name));
  }
  const path = join(folder, fileName);
  // Written aside and renamed: several runs may do so at once.
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(digests, undefined, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
}

/**
 * Compares an executable of the cache with what was recorded when it was installed.
 * @returns `unrecorded` for a cache of before there were records
 */
export async function checkDigest(path: string): Promise<"same" | "changed" | "unrecorded"> {
  const recorded = readDigests(join(dirname(dirname(path)), fileName));
  if (recorded === undefined) return "unrecorded";
  return recorded[basename(path)] === (await sha256Of(path)) ? "same" : "changed";
}

/** Returns `undefined` when there is no record. One that cannot be read has no digests, so that everything has changed. */
function readDigests(path: string): Digests | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Digests;
  } catch {
    return {};
  }
}
