import type { Ajv, Options } from "ajv";
import { loadAjv } from "./loadAjv.ts";
import type { SchemaDraft } from "./jsonSchema.ts";
import { linearPattern } from "./linearPattern.ts";
import { canonicalJson } from "../model/json.ts";
import { couldEqual, hasUnknown } from "./unknownValue.ts";

/**
 * Creates the validator for one draft. Strict about keywords and formats, since a typo in a schema
 * would otherwise check nothing; not strict about style. Does not access the network or the disk.
 * @param tracksEvaluated - Enables `unevaluatedProperties` and `unevaluatedItems`.
 */
export function createAjv(draft: SchemaDraft, tracksEvaluated: boolean): Ajv {
  const { Ajv: Draft07, Ajv2020, addFormats } = loadAjv();
  const ajv = draft === "draft-07" ? new Draft07(options) : new Ajv2020(options);
  // Ajv 8.20 throws when it tracks keys through some `if` and `anyOf` beside `patternProperties`.
  // Enable tracking only
  // when needed.
  ajv.opts.unevaluated = draft === "2020-12" && tracksEvaluated;
  addFormats(ajv);
  ajv.addVocabulary(annotations);
  // Ajv compares every pair of items.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (isOn: boolean, items: readonly unknown[]) => !isOn || isUnique(items),
  });
  return ajv;
}

const options: Options = {
  allErrors: true,
  verbose: true,
  // Inherited keys such as toString do not count as present.
  ownProperties: true,
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  allowMatchingProperties: true,
  logger: false,
  code: { regExp: Object.assign(toAjvPattern, { code: "linearPattern" }) },
};

/** Converts a pattern for ajv, which identifies patterns by their text. */
function toAjvPattern(pattern: string): { readonly test: (text: string) => boolean; toString(): string } {
  return { test: linearPattern(pattern).test, toString: () => pattern };
}

/**
 * Keywords of OpenAPI and of editors that do not affect validity, and one that ajv supports but
 * does not list.
 */
const annotations: string[] = [
  "$anchor",
  "discriminator",
  "example",
  "externalDocs",
  "markdownDescription",
  "xml",
];

/**
 * Adds the keywords that `relaxSchema` writes. `possibleConst`, `possibleEnum` and `possibleUnique`
 * hold while the unknown parts can still make `const`, `enum` and `uniqueItems` hold.
 * `certainUnique` holds when the unknown parts cannot break `uniqueItems`. `relaxedFrom` names the
 * original keyword.
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
