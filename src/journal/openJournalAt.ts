import type { JournalFiles } from "../ports/journalFiles.ts";
import type { Clock, Ports } from "../ports/ports.ts";
import type { Owner } from "../ports/processes.ts";
import type { SharedFiles } from "../ports/sharedFiles.ts";
import { callOrigin } from "./callOrigin.ts";
import { type Journal, noJournal } from "./journal.ts";
import { type JournalLocation, locationName } from "./journalLocation.ts";
import { openStoredJournal } from "./storedJournal.ts";
import { bucketObjects } from "./stores/bucketObjects.ts";
import { openChainStore } from "./stores/chainStore.ts";
import { openDirectory } from "./stores/directoryObjects.ts";
import { openFileStore } from "./stores/fileStore.ts";

const bucketHint =
  "check that the bucket exists, and that the credentials allow s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject; or set NCF_JOURNAL to another location";

/** Dependencies of {@link openJournalAt}. */
export interface JournalDeps extends Pick<Ports, "random" | "env"> {
  readonly files: JournalFiles;
  readonly sharedFiles: SharedFiles;
  readonly clock: Clock;
  readonly self: Owner;
}

/**
 * Opens the journal at a location.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE; NCF_INPUT_INVALID for the URL of a bucket with unsupported parameters
 */
export async function openJournalAt(location: JournalLocation, deps: JournalDeps): Promise<Journal> {
  const { files, sharedFiles, clock, self, env } = deps;
  if (location.kind === "off") return noJournal(self);
  const { scope } = location;
  return openStoredJournal(
    locationName(location),
    async (sink) => {
      switch (location.kind) {
        case "file":
          return openFileStore(location.path, { files, clock }, sink);
        case "directory":
          return openChainStore(
            await openDirectory(location.path, { files: sharedFiles, clock }),
            clock,
            sink,
          );
        case "bucket":
          return openChainStore(await openBucket(location.url, deps), clock, sink);
      }
    },
    { clock, self, scope, by: callOrigin(env), ...(location.kind === "bucket" ? { hint: bucketHint } : {}) },
  );
}

async function openBucket(
  url: string,
  { clock, random, env }: JournalDeps,
): Promise<ReturnType<typeof bucketObjects>> {
  // Load these only for a bucket.
  const [{ parseBucketUrl }, { openS3Client }] = await Promise.all([
    import("./stores/bucketLocation.ts"),
    import("./stores/s3Client.ts"),
  ]);
  const location = parseBucketUrl(url);
  const client = await openS3Client(location, { clock, env });
  return bucketObjects(location.prefix, { client, clock, random });
}
