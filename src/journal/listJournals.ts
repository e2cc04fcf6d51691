import { dirname, join } from "node:path";
import type { JournalFiles } from "../ports/journalFiles.ts";
import type { Clock } from "../ports/ports.ts";
import type { SharedFiles } from "../ports/sharedFiles.ts";
import type { BackendDeps } from "./backend.ts";
import { type JournalOwner, type JournalRoot, journalRoot } from "./journalLocation.ts";

/** Dependencies of {@link listJournals}. */
export interface ListJournalsDeps extends BackendDeps {
  readonly files: Pick<JournalFiles, "list">;
  readonly sharedFiles: Pick<SharedFiles, "list">;
  readonly clock: Clock;
}

/**
 * Lists the stacks that have a journal at the location that `NCF_JOURNAL` or the backend selects.
 * Calls outside any deployment appear as project and stack `-`. The list is empty when one file
 * contains the calls of all stacks, or when no journal is kept.
 * @throws NcfError NCF_INPUT_INVALID as `journalRoot`; NCF_JOURNAL_UNWRITABLE when the SDK for a
 * bucket is missing; errors of the system and the service
 */
export async function listJournals(deps: ListJournalsDeps): Promise<readonly JournalOwner[]> {
  const root = journalRoot(deps);
  switch (root.kind) {
    case "off":
    case "oneFile":
      return [];
    case "files":
      return listFiles(root, deps.files);
    case "directory":
      return listDirectories(root.path, deps.sharedFiles);
    case "bucket":
      return listBucket(root.url, deps);
  }
}

async function listFiles(
  { path, suffix }: Extract<JournalRoot, { kind: "files" }>,
  files: Pick<JournalFiles, "list">,
): Promise<readonly JournalOwner[]> {
  const owners: JournalOwner[] = [];
  for (const project of await namesIn(path, files)) {
    const stacks = new Set<string>();
    for (const name of await namesIn(join(path, project), files)) {
      // Later segments have a number after the suffix.
      const end = name.lastIndexOf(suffix);
      if (end > 0 && /^(?:\.\d+)?$/.test(name.slice(end + suffix.length))) stacks.add(name.slice(0, end));
    }
    for (const stack of stacks) owners.push(ownerOf(project, stack));
  }
  return owners;
}

async function listDirectories(
  path: string,
  files: Pick<SharedFiles, "list">,
): Promise<readonly JournalOwner[]> {
  const owners: JournalOwner[] = [];
  for (const project of await namesIn(path, files)) {
    for (const stack of await namesIn(join(path, project), files)) {
      // The directory may contain other files.
      if ((await namesIn(join(path, project, stack), files)).length > 0) owners.push(ownerOf(project, stack));
    }
  }
  return owners;
}

async function namesIn(directory: string, files: Pick<SharedFiles, "list">): Promise<readonly string[]> {
  try {
    return await files.list(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return [];
    throw error;
  }
}

async function listBucket(url: string, { clock, env }: ListJournalsDeps): Promise<readonly JournalOwner[]> {
  // Load these only for a bucket.
  const [{ parseBucketUrl }, { openS3Client }] = await Promise.all([
    import("./stores/bucketLocation.ts"),
    import("./stores/s3Client.ts"),
  ]);
  const location = parseBucketUrl(url);
  const client = await openS3Client(location, { clock, env });
  try {
    const listed = await client.list(location.prefix);
    const places = new Set(listed.map(({ key }) => dirname(key.slice(location.prefix.length))));
    return [...places].flatMap((place) => {
      const [project, stack, ...rest] = place.split("/");
      return project === undefined || stack === undefined || rest.length > 0 ? [] : [ownerOf(project, stack)];
    });
  } finally {
    client.close();
  }
}

function ownerOf(project: string, stack: string): JournalOwner {
  return { project: decode(project), stack: decode(stack) };
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
