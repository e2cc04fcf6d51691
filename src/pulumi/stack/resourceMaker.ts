import { dirname, isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { output, type CustomResource, type Resource } from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/NcfError.ts";
import type { ResourceStep } from "../../stack/runStack.ts";
import type { ResourceTypeName } from "../../stack/resourceTypes.ts";
import type { ResourceClass } from "./resourceClasses.ts";

// The engine starts its plugins in the folder of the project's `main`, which is this package's own `pulumi` folder.
const pluginFolder = fileURLToPath(new URL("..", import.meta.url));

/** Makes the resources of a stack file on the engine. */
export function resourceMaker(
  path: string,
  classes: ReadonlyMap<ResourceTypeName, ResourceClass>,
): (step: ResourceStep) => CustomResource {
  const folder = resolve(dirname(path));
  return ({ name, declaration, properties, dependsOn, parent }) => {
    const { type, options } = declaration;
    const Made = classes.get(type);
    if (Made === undefined) throw new NcfError("NCF_BUG", { reason: `no class makes ${type}` });
    const args = type === "command:local:Command" ? withFolder(properties, folder) : properties;
    return new Made(name, args as never, {
      // They differ in being readonly only.
      ...(options as object),
      dependsOn: dependsOn as Resource[],
      ...(parent === undefined ? {} : { parent: parent as Resource }),
    });
  };
}

/**
 * A command runs in the folder of the stack file. Its folder is written down relative to the plugin's, so that the state of a project that
 * lies elsewhere on another machine is the same.
 */
function withFolder(
  properties: Readonly<Record<string, unknown>>,
  folder: string,
): Readonly<Record<string, unknown>> {
  const place = (dir: unknown): unknown => {
    if (dir === undefined || dir === null) return relative(pluginFolder, folder);
    return typeof dir !== "string" || isAbsolute(dir) ? dir : relative(pluginFolder, resolve(folder, dir));
  };
  const { dir } = properties;
  return {
    ...properties,
    dir: typeof dir === "object" && dir !== null ? output(dir).apply(place) : place(dir),
  };
}
