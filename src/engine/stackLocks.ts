import { Buffer } from "node:buffer";
import { join } from "node:path";
import { type BackendDeps, directoryOf } from "../journal/backend.ts";
import { isJsonObject } from "../model/json.ts";
import type { Clock } from "../ports/ports.ts";
import type { SharedFiles } from "../ports/sharedFiles.ts";

/** A lock on a stack, as the engine names it for backends that are no service: files, object stores. */
export interface StackLock {
  readonly user: string;
  /** Name of the machine. */
  readonly host: string;
  /** The engine that made it. */
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

/** Stack whose locks are meant, without an organization. */
export interface LockedStack {
  readonly project: string;
  readonly stack: string;
  readonly backendUrl: string;
}

/** Dependencies of {@link readStackLocks}. */
export interface StackLocksDeps extends BackendDeps {
  readonly sharedFiles: Pick<SharedFiles, "list" | "read">;
  readonly clock: Clock;
}

/**
 * Returns the locks on a stack; `undefined` where they cannot be read: the backend is neither a directory nor an S3 bucket, or its bucket cannot be
 * reached from here. Locks that cannot be parsed are left out.
 * Source: pulumi/pulumi pkg/backend/diy/lock.go [code]
 */
export async function readStackLocks(
  { project, stack, backendUrl }: LockedStack,
  deps: StackLocksDeps,
): Promise<readonly StackLock[] | undefined> {
  const path = `.pulumi/locks/organization/${project}/${stack}`;
  try {
    const texts = await readTexts(path, backendUrl, deps);
    return texts?.flatMap((text) => parseLock(text));
  } catch {
    // The engine reports what is wrong with the backend.
    return undefined;
  }
}

async function readTexts(
  path: string,
  backendUrl: string,
  deps: StackLocksDeps,
): Promise<readonly string[] | undefined> {
  const root = directoryOf(backendUrl, deps);
  if (root !== undefined) {
    const directory = join(root, path);
    const names = (await deps.sharedFiles.list(directory)).filter((name) => name.endsWith(".json"));
    const files = await Promise.all(names.map((name) => deps.sharedFiles.read(join(directory, name))));
    return files.flatMap((file) => (file === undefined ? [] : [Buffer.from(file.bytes).toString("utf8")]));
  }
  return backendUrl.startsWith("s3://") ? readObjects(path, backendUrl, deps) : undefined;
}

async function readObjects(
  path: string,
  backendUrl: string,
  { clock, env }: StackLocksDeps,
): Promise<readonly string[]> {
  // Loaded only where a bucket is named.
  const [{ parseBucketUrl }, { openS3Client }] = await Promise.all([
    import("../journal/stores/bucketLocation.ts"),
    import("../journal/stores/s3Client.ts"),
  ]);
  const location = parseBucketUrl(backendUrl);
  const client = await openS3Client(location, { clock, env });
  try {
    const keys = await client.list(`${location.prefix}${path}/`);
    const objects = await Promise.all(
      keys.filter(({ key }) => key.endsWith(".json")).map(({ key }) => client.get(key)),
    );
    return objects.flatMap((object) => (object === undefined ? [] : [object.text]));
  } finally {
    client.close();
  }
}

function parseLock(text: string): readonly StackLock[] {
  const lock: unknown = JSON.parse(text);
  if (!isJsonObject(lock)) return [];
  const { pid, username, hostname, timestamp } = lock;
  const madeAt = Date.parse(String(timestamp));
  if (typeof pid !== "number" || typeof hostname !== "string" || Number.isNaN(madeAt)) return [];
  return [{ user: String(username), host: hostname, pid, madeAt }];
}
