import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { type ActionReference, nameIssue } from "../../model/action.ts";
import type { EmulatedAction } from "./EmulatedAction.ts";
import { readSettings } from "./readSettings.ts";

const extensions = [".js", ".mjs", ".cjs"];

/**
 * A folder of actions: `NAME.js`, `.mjs` or `.cjs` is an action outside any package, `PACKAGE/NAME.js` one in a package, `NAME.json` its
 * settings. It is read anew for every request, so that edits count at once.
 */
export class ActionFolder {
  readonly #dir: string;

  /** @throws NCF_EMULATOR_INVALID when it is not a folder, or an action's settings cannot be used */
  constructor(dir: string) {
    this.#dir = resolve(dir);
    if (statSync(this.#dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new NcfError("NCF_EMULATOR_INVALID", { reason: `${this.#dir} is not a folder` });
    }
    for (const packageName of ["-", ...this.packageNames()]) this.actionsOf(packageName);
  }

  /** The action of that name, or `undefined`. */
  find({ packageName, actionName }: ActionReference): EmulatedAction | undefined {
    const stem = join(this.#packageDir(packageName), actionName);
    for (const extension of extensions) {
      const file = stem + extension;
      const found = statSync(file, { throwIfNoEntry: false });
      if (found?.isFile() === true) {
        const settings = readSettings(readTextIfAny(`${stem}.json`) ?? "{}", `${stem}.json`);
        return { ...settings, packageName, actionName, file, changedAt: found.mtimeMs };
      }
    }
    return undefined;
  }

  /** The names of all packages, sorted. */
  packageNames(): readonly string[] {
    const entries = readdirSync(this.#dir, { withFileTypes: true });
    return entries
      .filter((one) => one.isDirectory() && nameIssue("packageName", one.name) === undefined)
      .map((one) => one.name)
      .sort();
  }

  /** The actions of a package, sorted by name; of those outside any package for `-`. */
  actionsOf(packageName: string): readonly EmulatedAction[] {
    const dir = this.#packageDir(packageName);
    if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
    const names = readdirSync(dir)
      .filter((name) => extensions.some((extension) => name.endsWith(extension)))
      .map((name) => name.slice(0, name.lastIndexOf(".")))
      .filter((name) => nameIssue("actionName", name) === undefined);
    return [...new Set(names)]
      .sort()
      .map((actionName) => this.find({ packageName, actionName }))
      .filter((action) => action !== undefined);
  }

  #packageDir(packageName: string): string {
    return packageName === "-" ? this.#dir : join(this.#dir, packageName);
  }
}

function readTextIfAny(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(path, "utf8");
}
