import { NcfError } from "../../diagnostics/ncfError.ts";
import { type ActionReference, nameIssue } from "../../model/action.ts";
import { parseDuration } from "../../model/duration.ts";
import type { ConfigKey } from "../../model/providerConfig.ts";
import { readSettings, type Settings } from "../../resource/settings.ts";
import type { CredentialOptions } from "../../signing/credentials.ts";
import type { Terminal } from "../terminal.ts";
import { readVars } from "./variables.ts";

/** Options that select address, credentials and journal of a call outside a deployment. */
export interface CallOptions {
  readonly platform?: string;
  readonly region?: string;
  readonly site?: string;
  readonly apiVersion?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly journal?: string;
  readonly backend?: string;
  readonly vars?: string;
  readonly key?: string;
}

/** World of a call outside a deployment. */
export interface CallContext {
  /** Ports with the variables of the command: the environment, `--vars`, and what `--journal` and `--backend` select. */
  readonly ports: Terminal["ports"];
  readonly settings: Settings;
  readonly credentials: CredentialOptions;
}

/**
 * Reads the options and variables that select address, credentials and journal.
 * @throws NcfError NCF_FILE_MISSING, NCF_USAGE for `--vars`
 */
export function readCallContext(
  terminal: Pick<Terminal, "cwd" | "ports">,
  options: CallOptions,
): CallContext {
  const vars = readVars(options.vars, terminal);
  const env: Terminal["ports"]["env"] = {
    ...vars,
    NCF_JOURNAL: options.journal ?? vars["NCF_JOURNAL"],
    PULUMI_BACKEND_URL: options.backend ?? vars["PULUMI_BACKEND_URL"],
  };
  const ports = { ...terminal.ports, env, cwd: terminal.cwd };
  const { profile, site, region, platform, apiVersion, endpoint } = options;
  const given: Partial<Record<ConfigKey, string | undefined>> = {
    profile,
    site,
    region,
    platform,
    apiVersion,
    endpoint,
  };
  const settings = readSettings((key) => given[key.slice("ncf:".length) as ConfigKey], env);
  return { ports, settings, credentials: { ...ports, profile: settings.profile } };
}

/**
 * Reads the name of an action on the command line: `db/migrate`, or `hello` and `-/hello` outside any package.
 * @throws NcfError NCF_NAME_INVALID
 */
export function readActionName(text: string): ActionReference {
  const at = text.indexOf("/");
  const action = {
    packageName: at === -1 ? "-" : text.slice(0, at),
    actionName: text.slice(at + 1),
  };
  const issue = nameIssue("packageName", action.packageName) ?? nameIssue("actionName", action.actionName);
  if (issue === undefined) return action;
  throw new NcfError(issue.code, { reason: issue.reason, hint: `write PACKAGE/ACTION: ${issue.hint}` });
}

const longestKey = 200;

/**
 * Requires that a key of `--key` can identify a call.
 * @throws NcfError NCF_USAGE
 */
export function requireCallKey(key: string): string {
  const why =
    key.trim() === ""
      ? "is empty"
      : key.length > longestKey
        ? `has ${key.length} characters, and ${longestKey} are the maximum`
        : /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(key)
          ? "contains a control character"
          : undefined;
  if (why === undefined) return key;
  throw new NcfError("NCF_USAGE", {
    reason: `--key ${why}`,
    hint: "write a name of the step and what it is for, such as --key migrate-v42",
  });
}

/**
 * Reads a duration of an option, milliseconds.
 * @throws NcfError NCF_USAGE
 */
export function readDurationOption(option: string, text: string): number {
  const ms = parseDuration(/^\d+$/.test(text) ? Number(text) : text);
  if (ms !== undefined) return ms;
  throw new NcfError("NCF_USAGE", {
    reason: `${option} ${text} is not a duration`,
    hint: "write milliseconds, or a duration such as 90s, 10m, 1h30m",
  });
}

/**
 * Reads a time of an option: a duration before now, or a date and time as in ISO 8601; epoch milliseconds.
 * @throws NcfError NCF_USAGE
 */
export function readTimeOption(option: string, text: string, now: number): number {
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  const ago = days === undefined ? parseDuration(text) : Number(days) * 86_400_000;
  if (ago !== undefined) return now - ago;
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new NcfError("NCF_USAGE", {
    reason: `${option} ${text} is not a time`,
    hint: "write how long ago, such as 90m or 7d, or a time such as 2026-11-25T10:00:00Z",
  });
}

/**
 * Reads a number of an option, from 1.
 * @throws NcfError NCF_USAGE
 */
export function readCountOption(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new NcfError("NCF_USAGE", {
    reason: `${option} ${text} must be a whole number from 1 to 999999`,
    hint: "omit it to use the default",
  });
}
