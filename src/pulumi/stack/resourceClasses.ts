import type { CustomResource, CustomResourceOptions } from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { ResourceTypeName } from "../../stack/language/resourceTypes.ts";
import type { CheckedStack } from "../../stack/run/checkStackFile.ts";
import { ActionInvocation } from "../ActionInvocation.ts";
import { runError } from "./runError.ts";

/** What makes a resource on the engine. */
export type ResourceClass = new (name: string, args: never, options: CustomResourceOptions) => CustomResource;

/**
 * The classes that make the resources of a file. Pulumi's command package is loaded only for a file that needs it.
 * @throws RunError with NCF_STACK_UNSUPPORTED when it is not installed
 */
export async function resourceClasses({
  ordered,
}: Pick<CheckedStack, "ordered">): Promise<ReadonlyMap<ResourceTypeName, ResourceClass>> {
  const classes = new Map<ResourceTypeName, ResourceClass>([["ncf:ActionInvocation", ActionInvocation]]);
  if (!ordered.some((one) => one.kind === "resource" && one.type.startsWith("command:"))) return classes;
  const { local, remote } = await loadCommand();
  return classes.set("command:local:Command", local.Command).set("command:remote:Command", remote.Command);
}

async function loadCommand(): Promise<typeof import("@pulumi/command/index.js")> {
  try {
    return (await import("@pulumi/command/index.js")).default;
  } catch {
    const { message } = new NcfError("NCF_STACK_UNSUPPORTED", {
      reason: "the file declares commands, and the package @pulumi/command cannot be loaded",
      hint: "npm install @pulumi/command",
    });
    throw runError(message);
  }
}
