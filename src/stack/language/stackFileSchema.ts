import type { Json, JsonObject } from "../../model/json.ts";
import { functionEntries, type FunctionEntry } from "./functions.ts";
import type {
  ExpressionShape,
  Field,
  RecordShape,
  Shape,
  TaggedShape,
  StringShape,
  ValueType,
} from "./shape.ts";
import { stackFileShape } from "./stackFileShape.ts";

const expressionText = "\\$\\{[^}]*\\}";
const namePattern = "^[A-Za-z_][A-Za-z0-9_-]*$";
const value: JsonObject = { $ref: "#/definitions/value" };
const call: JsonObject = { $ref: "#/definitions/call" };

/**
 * Returns the JSON Schema of a stack file, in draft-07 because editors support it best. It is
 * derived from the same shapes as the checks. It cannot check references.
 */
export function stackFileSchema(): JsonObject {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Stack file of pulumi-ncloud-functions",
    ...schemaOfRecord(stackFileShape),
    definitions: {
      value: {
        description: "Any value. Strings may contain expressions: ${name.key[0]}.",
        anyOf: [
          { type: ["string", "number", "boolean", "null"] },
          { type: "array", items: value },
          call,
          { type: "object", propertyNames: { not: { pattern: "^[fF][nN]::" } }, additionalProperties: value },
        ],
      },
      call: {
        description: "A function. Its result replaces the object.",
        type: "object",
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(functionEntries).map(([name, entry]) => [`fn::${name}`, schemaOfArgument(entry)]),
        ),
      },
    },
  };
}

function schemaOfArgument({ description, parameters }: FunctionEntry): JsonObject {
  if (parameters === undefined) return { description, ...value };
  const { length } = parameters;
  return { description, type: "array", items: value, minItems: length, maxItems: length };
}

function schemaOfShape(shape: Shape): JsonObject {
  switch (shape.kind) {
    case "string":
      return schemaOfText(shape);
    case "boolean":
      return { type: "boolean" };
    case "constant":
      return {};
    case "expression":
      return schemaOfExpression(shape);
    case "array":
      return { type: "array", items: schemaOfShape(shape.item) };
    case "record":
      return schemaOfRecord(shape);
    case "dictionary":
      return {
        type: ["object", "null"],
        propertyNames: { pattern: namePattern, not: { enum: ["pulumi", "each", "previous"] } },
        additionalProperties: schemaOfShape(shape.value),
      };
    case "orObject":
      return {
        anyOf: [{ ...schemaOfShape(shape.plain), not: { type: "object" } }, schemaOfShape(shape.object)],
      };
    case "tagged":
      return schemaOfTagged(shape);
  }
}

function schemaOfText({ choices, pattern }: StringShape): JsonObject {
  return {
    type: "string",
    ...(choices === undefined ? { not: { pattern: "\\$\\{" } } : { enum: choices }),
    ...(pattern === undefined ? {} : { pattern: pattern.source }),
  };
}

function schemaOfExpression(shape: ExpressionShape): JsonObject {
  if (shape.types.includes("any")) return value;
  return {
    anyOf: [
      ...shape.types.map((type) => schemaOfType(type, shape)),
      { type: "string", pattern: expressionText },
      call,
    ],
  };
}

function schemaOfType(
  type: ValueType,
  { choices, minimum, maximum, isInteger, fields }: ExpressionShape,
): JsonObject {
  switch (type) {
    case "string":
      return { type: "string", ...(choices === undefined ? {} : { enum: choices }) };
    case "number":
      return {
        type: isInteger === true ? "integer" : "number",
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      };
    case "boolean":
      return { type: "boolean" };
    case "array":
      return { type: "array", items: value };
    case "object":
      return fields === undefined
        ? { type: "object", additionalProperties: value, propertyNames: { not: { pattern: "^[fF][nN]::" } } }
        : schemaOfRecord({ kind: "record", subject: "", fields });
    case "any":
      return value;
  }
}

function schemaOfRecord({ fields }: RecordShape): JsonObject {
  return { type: "object", ...membersOf(fields), additionalProperties: false };
}

function membersOf(fields: Readonly<Record<string, Field>>): JsonObject {
  const required = Object.keys(fields).filter((name) => fields[name]?.isRequired === true);
  return { ...(required.length === 0 ? {} : { required }), properties: propertiesOf(fields) };
}

function propertiesOf(fields: Readonly<Record<string, Field>>): JsonObject {
  // `allOf` keeps the description beside a $ref; draft-07 ignores siblings of a $ref.
  return Object.fromEntries(
    Object.entries(fields).map(([name, { shape, description }]): [string, Json] => {
      const schema = schemaOfShape(shape);
      return [name, "$ref" in schema ? { description, allOf: [schema] } : { description, ...schema }];
    }),
  );
}

function schemaOfTagged({ base, tag, content, cases }: TaggedShape): JsonObject {
  return {
    anyOf: Object.entries(cases).map(([name, { shape, description }]) => {
      const contentShape: Field = {
        shape,
        description,
        isRequired: Object.values(shape.fields).some((field) => field.isRequired === true),
      };
      const tagShape: Field = {
        shape: { kind: "string", choices: [name] },
        description: base.fields[tag]?.description ?? "",
        isRequired: true,
      };
      return schemaOfRecord({
        ...base,
        fields: { ...base.fields, [tag]: tagShape, [content]: contentShape },
      });
    }),
  };
}
