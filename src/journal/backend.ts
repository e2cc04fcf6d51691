import { createHash } from "node:crypto";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { parse } from "yaml";
import { isJsonObject } from "../model/json.ts";
import type { Ports } from "../ports/ports.ts";

/** Backend of a stack, as far as the journal needs it. */
export interface Backend {
  /** URL as found; may contain credentials. */
  readonly url: string;
  /** `PULUMI_BACKEND_URL`, the `backend` of `Pulumi.yaml`, Pulumi's credentials file, or Pulumi's default. */
  readonly source: "environment" | "project" | "login" | "default";
}

/** Dependencies of {@link findBackend}. */
export type BackendDeps = Pick<Ports, "env" | "homeDir" | "readText" | "operatingSystem" | "cwd">;

const defaultUrl = "https://api.pulumi.com";

/**
 * Finds the backend as the Pulumi CLI does. Reads only what every provider process can read: its
 * environment, its directory and the user's files.
 */
export function findBackend(deps: BackendDeps): Backend {
  const { env } = deps;
  const named = env["PULUMI_BACKEND_URL"] ?? "";
  if (named !== "") return { url: named, source: "environment" };
  const project = projectBackendUrl(deps);
  if (project !== undefined) return { url: project, source: "project" };
  const home = pulumiHomeOf(deps);
  const credentials = readIfPossible(
    deps,
    join(notEmpty(env["PULUMI_CREDENTIALS_PATH"]) ?? home, "credentials.json"),
  );
  const current = credentials === undefined ? undefined : stringAt(() => JSON.parse(credentials), "current");
  if (current !== undefined) return { url: current, source: "login" };
  return { url: notEmpty(env["PULUMI_API"]) ?? defaultUrl, source: "default" };
}

/** Returns the directory of the Pulumi CLI: `PULUMI_HOME`, else `~/.pulumi`. */
export function pulumiHomeOf({ env, homeDir }: Pick<BackendDeps, "env" | "homeDir">): string {
  return notEmpty(env["PULUMI_HOME"]) ?? join(homeDir, ".pulumi");
}

/**
 * Returns an id of a backend that does not depend on the spelling of its URL: 10 characters that
 * reveal nothing of the URL.
 */
export function backendId(url: string, deps: BackendDeps): string {
  return createHash("sha256").update(identityOf(url, deps)).digest("hex").slice(0, 10);
}

/** Returns the directory of a `file://` URL as Pulumi interprets it; `undefined` for another URL. */
export function directoryOf(url: string, deps: BackendDeps): string | undefined {
  if (!url.startsWith("file://")) return undefined;
  const text = decode(url.slice("file://".length).split("?", 1)[0] as string);
  const path = deps.operatingSystem === "win32" ? text.replace(/^\/(?=[A-Za-z]:)/, "") : text;
  if (path === "~" || path.startsWith("~/")) return join(deps.homeDir, path.slice(1));
  if (isAbsolute(path)) return resolve(path);
  // Relative to the directory where the CLI was started, which a provider process can only guess;
  // the state inside
  // confirms the guess.
  const { cwd = deps.homeDir, env } = deps;
  const found = [cwd, ...ancestors(cwd), ...(env["PWD"] === undefined ? [] : [env["PWD"]])]
    .map((directory) => resolve(directory, path))
    .find((directory) => readIfPossible(deps, join(directory, ".pulumi", "meta.yaml")) !== undefined);
  return found ?? resolve(cwd, path);
}

function identityOf(url: string, deps: BackendDeps): string {
  const directory = directoryOf(url, deps);
  if (directory !== undefined) return `file://${directory}`;
  if (!URL.canParse(url)) return url;
  // Credentials and connection parameters do not identify a backend.
  const { protocol, host, pathname, searchParams } = new URL(url);
  const endpoint =
    protocol === "s3:" ? ` ${searchParams.get("endpoint")?.replace(/^https?:\/\//, "") ?? ""}` : "";
  return `${protocol}//${host.toLowerCase()}${pathname.replace(/\/+$/, "")}${endpoint.replace(/\/+$/, "")}`;
}

function projectBackendUrl(deps: BackendDeps): string | undefined {
  const { cwd } = deps;
  if (cwd === undefined) return undefined;
  for (const directory of [cwd, ...ancestors(cwd)]) {
    for (const name of ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"]) {
      const text = readIfPossible(deps, join(directory, name));
      if (text !== undefined) return stringAt(() => parse(text) as unknown, "backend", "url");
    }
  }
  return undefined;
}

/** Reads a file that the Pulumi CLI reads too. Reports when it cannot be read. */
function readIfPossible({ readText }: BackendDeps, path: string): string | undefined {
  try {
    return readText(path);
  } catch {
    return undefined;
  }
}

function ancestors(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [] : [parent, ...ancestors(parent)];
}

/**
 * Returns a non-empty string at a place in a value; `undefined` also when the value cannot be read,
 * which the CLI reports itself.
 */
function stringAt(read: () => unknown, ...names: readonly string[]): string | undefined {
  try {
    let value: unknown = read();
    for (const name of names) value = isJsonObject(value) ? value[name] : undefined;
    return typeof value === "string" ? notEmpty(value) : undefined;
  } catch {
    return undefined;
  }
}

function notEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
