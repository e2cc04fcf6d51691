import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Expression } from "../language/expression.ts";
import type { EachItem } from "./eachItem.ts";
import type { StackHost } from "./stackHost.ts";

/** The items of an `each`: of a list by index, of a map by key. */
export function expandEach(
  collection: unknown,
  source: Expression,
  { algebra, openEach }: Pick<StackHost, "algebra" | "openEach">,
): readonly EachItem[] {
  if (algebra.isOpaque(collection)) return openEach(collection, source);
  if (typeof collection === "object" && collection !== null) {
    const isList = Array.isArray(collection);
    return Object.entries(collection).map(([key, value]) => {
      const ownKey = isList ? Number(key) : key;
      return { key: ownKey, value: value as unknown, name: ownKey };
    });
  }
  algebra.combine(
    [],
    () => {
      throw new NcfError("NCF_STACK_EACH_INVALID", {
        reason: "each is neither a list nor a mapping",
        hint: "write [item, item] or { key: value }",
      });
    },
    source,
  );
  return [];
}
