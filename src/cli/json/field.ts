import type { Json, JsonObject } from "../../model/json.ts";

/** Field of an event: its JSON Schema, and in `T` its type. */
export interface Field<T> {
  readonly schema: JsonObject;
  readonly isOptional: boolean;
  /** Type only; never set. */
  readonly type?: T;
}

/** Field that an event may lack. */
export interface OptionalField<T> extends Field<T> {
  readonly isOptional: true;
}

/** Fields of an event or an object by name. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** Type of the object that fields describe. */
export type ObjectOf<F extends Fields> = {
  readonly [Name in keyof F as F[Name] extends OptionalField<unknown> ? never : Name]: TypeOf<F[Name]>;
} & {
  readonly [Name in keyof F as F[Name] extends OptionalField<unknown> ? Name : never]?:
    TypeOf<F[Name]> | undefined;
};

type TypeOf<F> = F extends Field<infer T> ? T : never;

/** Describes a string. */
export function text(description: string): Field<string> {
  return field({ type: "string", description });
}

/** Describes a whole number from 0. */
export function count(description: string): Field<number> {
  return field({ type: "integer", minimum: 0, description });
}

/** Describes `true` or `false`. */
export function flag(description: string): Field<boolean> {
  return field({ type: "boolean", description });
}

/** Describes one of several strings. */
export function oneOf<const T extends string>(values: readonly T[], description: string): Field<T> {
  return field({ enum: [...values], description });
}

/** Describes a list. */
export function list<T>({ schema }: Field<T>, description: string): Field<readonly T[]> {
  return field({ type: "array", items: schema, description });
}

/** Describes an object with these fields and no others. */
export function object<F extends Fields>(fields: F, description: string): Field<ObjectOf<F>> {
  return field({ ...objectSchema(fields), description });
}

/** Describes any JSON. Secret parts are `{ "$secret": true }`, unknown ones `{ "$unknown": "${…}" }`. */
export function anyJson(description: string): Field<Json> {
  return field({ description });
}

/** Describes an object with any fields, marked as {@link anyJson}. */
export function anyObject(description: string): Field<JsonObject> {
  return field({ type: "object", description });
}

/** Describes a field that may be absent. */
export function optional<T>({ schema }: Field<T>): OptionalField<T> {
  return { schema, isOptional: true };
}

/** Returns the JSON Schema of an object with these fields and no others. */
export function objectSchema(fields: Fields): JsonObject {
  const entries = Object.entries(fields);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
    required: entries.flatMap(([name, { isOptional }]) => (isOptional ? [] : [name])),
    additionalProperties: false,
  };
}

function field<T>(schema: JsonObject): Field<T> {
  return { schema, isOptional: false };
}
