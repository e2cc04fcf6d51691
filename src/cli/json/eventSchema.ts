import type { JsonObject } from "../../model/json.ts";
import { type EventDefinition, eventDefinitions, eventFormat } from "./eventDefinitions.ts";
import { objectSchema, text } from "./field.ts";

/**
 * Returns the JSON Schema (draft 2020-12) of one line of `ncf --json`.
 * @param isClosed - Whether a field that is not defined breaks it. @default false: fields can be added to a format
 */
export function eventSchema(isClosed = false): JsonObject {
  const definitions: Readonly<Record<string, EventDefinition>> = eventDefinitions;
  const kinds = Object.entries(definitions).map(([kind, { description, fields }]): [string, JsonObject] => {
    const kindField = { ...text("Kind of the event."), schema: { const: kind } };
    return [kind, { ...objectSchema({ kind: kindField, ...fields }), description }];
  });
  const schema: JsonObject = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Events of ncf --json, format ${eventFormat}`,
    description: "One line of JSON. A reader ignores kinds and fields that it does not know.",
    oneOf: kinds.map(([kind]) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries(kinds),
  };
  return isClosed ? schema : (JSON.parse(JSON.stringify(schema, open)) as JsonObject);
}

function open(key: string, value: unknown): unknown {
  return key === "additionalProperties" ? undefined : value;
}
