import { resourceKeyOfUrn } from "../model/resourceKey.ts";
import { engineError } from "./engineErrors.ts";
import { runInStack } from "./stackCommands.ts";
import type { Workspace } from "./workspace.ts";

interface ExportedStack {
  readonly deployment?: {
    readonly resources?: readonly { readonly urn: string; readonly type: string }[] | null;
  };
}

/**
 * Returns the names of the resources in the state of a stack, without the stack itself and providers.
 * @throws NcfError NCF_STACK_MISSING, or what the engine failed with
 */
export async function stackResources(workspace: Workspace): Promise<readonly string[]> {
  const end = await runInStack(workspace, ["stack", "export"]);
  if (end.code !== 0) throw engineError(end);
  const { deployment } = JSON.parse(end.stdout) as ExportedStack;
  return (deployment?.resources ?? []).flatMap(({ urn, type }) => {
    const name = type.startsWith("pulumi:") ? undefined : resourceKeyOfUrn(urn)?.name;
    return name === undefined ? [] : [name];
  });
}
