import type { StackNode } from "../parse/stackNode.ts";

/** What stands below a key of a mapping. */
export function valueAt(node: StackNode | undefined, key: string): StackNode | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}
