import { dirname, resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { journalPath } from "../../journal/journalPath.ts";
import { segmentNumbers } from "../../journal/stores/segmentedLog.ts";
import { readSettings } from "../../resource/settings.ts";
import { readStackSettings } from "../../engine/readStackSettings.ts";
import type { CredentialOptions } from "../../signing/credentials.ts";
import { stackNameOf } from "../../engine/workspace.ts";
import { ownJournalPath } from "../stack/backend.ts";
import { checkLoaded, loadStackFile, readVariables } from "../stack/loadStackFile.ts";
import type { Terminal } from "../terminal.ts";

/** What names a journal on the command line. */
export interface JournalChoice {
  readonly project?: string;
  readonly stack?: string;
  readonly journal?: string;
  readonly file?: string;
  readonly backend?: string;
  readonly envFile?: string;
}

/** A journal that is there, and whose calls in it are meant. */
export interface FoundJournal {
  readonly path: string;
  /** Not there: of every project. */
  readonly project?: string;
  /** Without an organization. Not there: every stack. */
  readonly stack?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentials: CredentialOptions;
}

/**
 * Finds the journal that is meant: the path that is named, else that of `NCF_JOURNAL`, else where `up` keeps that of the project, or of the stack file.
 * @throws NcfError NCF_USAGE when too little is said, NCF_FILE_MISSING when there is none; InvalidStackFile for a stack file that cannot be read
 */
export async function findJournal(terminal: Terminal, choice: JournalChoice): Promise<FoundJournal> {
  const { ports, cwd, journalFiles } = terminal;
  const env = readVariables(choice.envFile, terminal);
  const fullName = choice.stack ?? env["PULUMI_STACK"] ?? "";
  const stack = fullName === "" ? undefined : stackNameOf(fullName);
  const file = choice.file === undefined ? undefined : readStackFile(choice.file, terminal);
  const project = choice.project ?? file?.project;
  const path = resolve(cwd, choice.journal ?? pathOf());
  const isThere = await segmentNumbers(path, journalFiles).then(
    (numbers) => numbers.length > 0,
    () => false,
  );
  if (!isThere) {
    throw new NcfError("NCF_FILE_MISSING", {
      reason: `journal ${path} does not exist`,
      hint: "the journal is local to the machine and user that ran up; check --project and --stack, or pass --journal",
    });
  }
  return {
    path,
    ...(project === undefined ? {} : { project }),
    ...(stack === undefined ? {} : { stack }),
    env,
    credentials: { ...ports, env, ...(file === undefined ? {} : settingsOf(file.path, stack, terminal)) },
  };

  function pathOf(): string {
    const isNamed = env["NCF_JOURNAL"] !== undefined;
    if (!isNamed && (project === undefined || stack === undefined)) {
      throw new NcfError("NCF_USAGE", {
        reason: `no ${project === undefined ? "project" : "stack"} and no journal is selected`,
        hint: "add --project NAME (or --file stack.yaml) and --stack NAME, or --journal PATH",
      });
    }
    const hasOwn = !isNamed && (choice.backend ?? env["PULUMI_BACKEND_URL"] ?? "") === "";
    if (file !== undefined && hasOwn) return ownJournalPath(file.path, project as string, stack as string);
    const found = journalPath({ ...ports, env, project: project ?? "", stack: stack ?? "" });
    if (found !== undefined) return found;
    throw new NcfError("NCF_USAGE", {
      reason: "NCF_JOURNAL=off disables the journal, so there is nothing to settle",
      hint: "pass --journal if there was one; otherwise check the action's activations in the console before the next up",
    });
  }
}

function readStackFile(
  named: string,
  terminal: Terminal,
): { readonly path: string; readonly project: string } {
  const loaded = loadStackFile(named, terminal);
  const { file } = checkLoaded(loaded, terminal, {});
  return { path: loaded.path, project: file.name };
}

/** What the settings beside a stack file say of credentials. Encrypted ones can only be read by the engine, and are passed over. */
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
  });
  const isPair = stackConfig.accessKey !== undefined && stackConfig.secretKey !== undefined;
  return { profile, ...(isPair ? { stackConfig } : {}) };
}
