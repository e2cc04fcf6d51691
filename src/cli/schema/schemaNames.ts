/** Schemas that `ncf schema` prints. */
export const schemaNames = ["stack", "events"] as const;

/** A schema that `ncf schema` prints. */
export type SchemaName = (typeof schemaNames)[number];
