import type { Ajv } from "ajv";

import { canonicalJson } from "../model/json.ts";
import { couldEqual } from "./couldEqual.ts";
import { hasUnknown } from "./hasUnknown.ts";

/**
 * Adds the keywords that `relaxSchema` writes: `possibleConst`, `possibleEnum` and `possibleUnique` hold as long as the
 * unknown parts can still make `const`, `enum` and `uniqueItems` hold; `certainUnique` when they cannot break it. `relaxedFrom`
 * names the keyword that the ones beside it stand for.
 */
export function addUnknownKeywords(ajv: Ajv): void {
  ajv.addVocabulary(["relaxedFrom"]);
  ajv.addKeyword({
    keyword: "possibleConst",
    validate: (target: unknown, value: unknown) => couldEqual(value, target),
  });
  ajv.addKeyword({
    keyword: "possibleEnum",
    schemaType: "array",
    validate: (targets: readonly unknown[], value: unknown) =>
      targets.some((target) => couldEqual(value, target)),
  });
  ajv.addKeyword({
    keyword: "possibleUnique",
    type: "array",
    validate: (_on: true, items: readonly unknown[]) => isUnique(items.filter((item) => !hasUnknown(item))),
  });
  ajv.addKeyword({
    keyword: "certainUnique",
    type: "array",
    validate: (_on: true, items: readonly unknown[]) =>
      items.length < 2 || (!hasUnknown(items) && isUnique(items)),
  });
}

function isUnique(items: readonly unknown[]): boolean {
  return new Set(items.map(canonicalJson)).size === items.length;
}
