import type { Json } from "../../model/json.ts";
import type { StackNode } from "./stackNode.ts";

/** A node as plain JSON, its texts as they stand. */
export function plainOf(node: StackNode): Json {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string" ? node.value.replaceAll("$$", "$") : node.value;
    case "list":
      return node.items.map(plainOf);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
  }
}
