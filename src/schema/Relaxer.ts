import type { JsonSchema } from "./JsonSchema.ts";

/** Whether a schema can still hold, or holds however the unknown values turn out. */
export type Side = "possible" | "certain";

/** Makes one side's form of a schema; see `relaxSchema`. */
export interface Relaxer {
  /** For a schema that judges the same value as the one around it, which is not itself unknown. */
  inPlace(schema: JsonSchema, side: Side): JsonSchema;
  /** For a schema that judges a part of the value, which may be unknown. */
  inside(schema: JsonSchema, side: Side): JsonSchema;
}
