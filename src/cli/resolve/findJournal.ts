import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readVars } from "../calls/variables.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import {
  isShared,
  journalLocation,
  type JournalLocation,
  locationName,
} from "../../journal/journalLocation.ts";
import { oneShotKey } from "../../model/resourceKey.ts";
import { segmentNumbers } from "../../journal/stores/segmentedLog.ts";
import { readSettings } from "../../resource/settings.ts";
import { readStackSettings } from "../../engine/readStackSettings.ts";
import type { CredentialOptions } from "../../signing/credentials.ts";
import { organizationOf, stackNameOf } from "../../engine/workspace.ts";
import { namedBackend, ownBackendDirectory } from "../stack/backend.ts";
import { checkLoaded, loadStackFile } from "../stack/loadStackFile.ts";
import type { Terminal } from "../terminal.ts";

/** Command-line options that select a journal. */
export interface JournalChoice {
  readonly project?: string;
  readonly stack?: string;
  /** Of a call that belongs to no deployment, instead of project and stack. */
  readonly key?: string;
  readonly journal?: string;
  readonly file?: string;
  readonly backend?: string;
  readonly vars?: string;
}

/** A journal that exists, and the calls in it that are meant. */
export interface FoundJournal {
  readonly location: JournalLocation;
  /** Absent: of every project. */
  readonly project?: string;
  /** Without an organization. Absent: every stack. */
  readonly stack?: string;
  /** Variables of the run, with those by which the journal was found. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentials: CredentialOptions;
}

/**
 * Finds the journal that is meant: the one that is named, else that of `NCF_JOURNAL`, else where `up` keeps that of the project, or of the
 * stack file.
 * @param given - Variables of the run. By default those of `--vars` and the environment.
 * @throws NcfError NCF_USAGE when too little is named, NCF_FILE_MISSING when there is none; InvalidStackFile for a stack file that cannot be read
 */
export async function findJournal(
  terminal: Terminal,
  choice: JournalChoice,
  given = readVars(choice.vars, terminal),
): Promise<FoundJournal> {
  const { ports, cwd } = terminal;
  const oneShot = choice.key === undefined ? undefined : oneShotKey(choice.key);
  const fullName = oneShot?.stack ?? choice.stack ?? given["PULUMI_STACK"] ?? "";
  const stack = fullName === "" ? undefined : stackNameOf(fullName);
  const file = choice.file === undefined ? undefined : readStackFile(choice.file, terminal);
  const project = oneShot?.project ?? choice.project ?? file?.project;
  const ownBackend = file === undefined ? undefined : pathToFileURL(ownBackendDirectory(file.path)).href;
  const journal = choice.journal ?? given["NCF_JOURNAL"];
  const env = {
    ...given,
    NCF_JOURNAL: journal,
    PULUMI_BACKEND_URL: namedBackend(choice.backend, given) ?? ownBackend,
  };
  // A file holds the calls of all stacks that were given its path.
  const isFile = journal !== undefined && !journal.includes("://");
  if (!isFile && (project === undefined || stack === undefined)) {
    throw new NcfError("NCF_USAGE", {
      reason: `no ${project === undefined ? "project" : "stack"} and no journal is selected`,
      hint: "add --project NAME (or --file stack.yaml) and --stack NAME, --key KEY, or --journal PATH",
    });
  }
  const owner = { project: project ?? "", stack: stack ?? "", ...organization(fullName) };
  const located = journalLocation(owner, { ...ports, env, cwd });
  if (located.kind === "off") {
    throw new NcfError("NCF_USAGE", {
      reason: "NCF_JOURNAL=off disables the journal, so there is nothing to settle",
      hint: "pass --journal if there was one; otherwise check the action's activations in the console before the next up",
    });
  }
  // Who names a journal need not know the backend of its calls.
  const location =
    journal === undefined || choice.backend !== undefined ? located : { ...located, scope: {} };
  await requireJournal(location, terminal);
  return {
    location,
    ...(project === undefined ? {} : { project }),
    ...(stack === undefined ? {} : { stack }),
    env,
    credentials: {
      ...ports,
      env: given,
      ...(file === undefined ? {} : settingsOf(file.path, stack, terminal)),
    },
  };
}

function organization(fullName: string): { readonly organization?: string } {
  const name = organizationOf(fullName);
  return name === undefined ? {} : { organization: name };
}

/** Requires files of a journal, since to open it would make some. @throws NcfError NCF_FILE_MISSING */
async function requireJournal(
  location: JournalLocation,
  { journalFiles, sharedFiles }: Terminal,
): Promise<void> {
  const names =
    location.kind === "file"
      ? segmentNumbers(location.path, journalFiles)
      : location.kind === "directory"
        ? sharedFiles.list(location.path)
        : Promise.resolve(["objects"]);
  const isThere = await names.then(
    (found) => found.length > 0,
    () => false,
  );
  if (isThere) return;
  const local = "the journal is local to the machine and user that ran up; ";
  throw new NcfError("NCF_FILE_MISSING", {
    reason: `journal ${locationName(location)} does not exist`,
    hint: `${isShared(location) ? "" : local}check --project and --stack, or --key, or pass --backend or --journal`,
  });
}

function readStackFile(
  named: string,
  terminal: Terminal,
): { readonly path: string; readonly project: string } {
  const loaded = loadStackFile(named, terminal);
  const { file } = checkLoaded(loaded, terminal, {});
  return { path: loaded.path, project: file.name };
}

/**
 * Reads the credentials in the settings beside a stack file. Skips encrypted ones, which only the
 * engine can read.
 */
function settingsOf(
  stackFilePath: string,
  stack: string | undefined,
  { ports }: Terminal,
): Pick<CredentialOptions, "stackConfig" | "profile"> {
  const path = resolve(dirname(stackFilePath), `Pulumi.${stack}.yaml`);
  const text = stack === undefined ? undefined : ports.readText(path);
  if (text === undefined) return {};
  const { config } = readStackSettings(text, path);
  const { stackConfig, profile } = readSettings((key) => {
    const value = config[key];
    return typeof value === "string" ? value : undefined;
  }, ports.env);
  const isPair = stackConfig.accessKey !== undefined && stackConfig.secretKey !== undefined;
  return { profile, ...(isPair ? { stackConfig } : {}) };
}
