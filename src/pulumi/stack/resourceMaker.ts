import { dirname, isAbsolute, relative, resolve } from "node:path";
import { output, type CustomResource, type Resource } from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { ResourceDeclaration } from "../../stack/language/declaration.ts";
import type { ResourceTypeName } from "../../stack/language/resourceTypes.ts";
import type { ResourceClass } from "./resourceClasses.ts";

/** One resource to make, its properties as inputs of the SDK. */
export interface ResourceStep {
  readonly name: string;
  readonly declaration: ResourceDeclaration;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly Resource[];
  readonly parent?: Resource;
}

/** What resources are made with. */
export interface MakerParts {
  /** Path of the stack file. */
  readonly path: string;
  /** The folder that the engine starts its plugins in: that of the project's `main`. */
  readonly pluginFolder: string;
  readonly classes: ReadonlyMap<ResourceTypeName, ResourceClass>;
}

/** Makes the resources of a stack file on the engine. */
export function resourceMaker({
  path,
  pluginFolder,
  classes,
}: MakerParts): (step: ResourceStep) => CustomResource {
  const stackFolder = resolve(dirname(path));
  return ({ name, declaration, properties, dependsOn, parent }) => {
    const { type, options } = declaration;
    const Made = classes.get(type);
    if (Made === undefined) throw new NcfError("NCF_BUG", { reason: `no class makes ${type}` });
    const args =
      type === "command:local:Command" ? { ...properties, dir: placed(properties["dir"]) } : properties;
    return new Made(name, args as never, {
      // They differ in being readonly only.
      ...(options as object),
      dependsOn: [...dependsOn],
      ...(parent === undefined ? {} : { parent }),
    });
  };

  /** A command runs in the stack file's folder. Written down relative to the plugin's, it is the same wherever the project lies. */
  function placed(dir: unknown): unknown {
    if (typeof dir === "object" && dir !== null) return output(dir).apply(placed);
    if (dir === undefined || dir === null) return relative(pluginFolder, stackFolder);
    if (typeof dir !== "string" || isAbsolute(dir)) return dir;
    return relative(pluginFolder, resolve(stackFolder, dir));
  }
}
