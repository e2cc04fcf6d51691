import type { Issue } from "../../model/issue.ts";
import { isJsonObject, type Json, type JsonObject, toPointer } from "../../model/json.ts";
import { unknownValue } from "../../schema/unknownValue.ts";
import { typeText } from "../check/checkLeaf.ts";
import type { ExpressionShape, Field, ValueType } from "../language/shape.ts";

/**
 * Checks the evaluated properties of a command as its plugin does. The plugin would refuse them
 * only after earlier actions have run.
 * @param properties - Properties in which unknown parts are `unknownValue`.
 */
export function commandIssues(
  properties: JsonObject,
  fields: Readonly<Record<string, Field>>,
): readonly Issue[] {
  return Object.entries(fields).flatMap(([name, { shape }]) =>
    shape.kind === "expression" && Object.hasOwn(properties, name)
      ? valueIssues(properties[name] as Json, shape, [name])
      : [],
  );
}

function valueIssues(
  value: Json,
  { types, itemType, fields }: Pick<ExpressionShape, "types" | "itemType" | "fields">,
  path: readonly (string | number)[],
): readonly Issue[] {
  if (value === unknownValue || value === null) return [];
  const type = typeOfValue(value);
  if (!types.includes("any") && !types.includes(type)) {
    const isPlain = type === "number" || type === "boolean";
    return [
      {
        code: "NCF_STACK_TYPE",
        pointer: toPointer(path),
        reason: `must be ${typeText(types)}, not ${typeText([type])}`,
        hint:
          types.includes("string") && isPlain
            ? "put it in quotes, or join it: fn::join: ['', [value]]"
            : `pass ${typeText(types)}`,
      },
    ];
  }
  if (fields !== undefined && isJsonObject(value))
    return commandIssues(value, fields).map((one) => ({ ...one, pointer: toPointer(path) + one.pointer }));
  if (itemType === undefined || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) =>
    valueIssues(item, { types: [itemType] }, [...path, key]),
  );
}

function typeOfValue(value: Exclude<Json, null>): ValueType {
  if (Array.isArray(value)) return "array";
  return typeof value as ValueType;
}
