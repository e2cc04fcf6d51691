import type { DefinedType, FieldDefinition, ResourceDefinition } from "../../model/resourceDefinition.ts";
import { type OwnResourceType, resourceDefinitions } from "../../model/resources.ts";
import { localCommandFields, remoteCommandFields } from "./commandFields.ts";
import type { ExpressionShape, Field, ValueType } from "./shape.ts";

/** Resource type: its properties and outputs. */
export interface ResourceType {
  readonly description: string;
  readonly properties: Readonly<Record<string, Field>>;
  /** Outputs that `${name.…}` can use, and their types. */
  readonly outputs: Readonly<Record<string, ValueType>>;
}

const commandOutputs = {
  id: "string",
  urn: "string",
  stdout: "string",
  stderr: "string",
  create: "string",
  update: "string",
  delete: "string",
  stdin: "string",
  environment: "object",
  triggers: "array",
  logging: "string",
} as const;

/** Resource types that a stack file can declare. */
export const resourceTypes = {
  ...ownTypes(),
  "command:local:Command": {
    description: "Runs a command on this machine, through Pulumi's command provider.",
    properties: localCommandFields,
    outputs: {
      ...commandOutputs,
      dir: "string",
      interpreter: "array",
      assets: "object",
      archive: "any",
      assetPaths: "array",
      archivePaths: "array",
    },
  },
  "command:remote:Command": {
    description: "Runs a command on another machine over SSH, through Pulumi's command provider.",
    properties: remoteCommandFields,
    outputs: { ...commandOutputs, connection: "object" },
  },
} as const satisfies Record<string, ResourceType>;

/** Name of a resource type. */
export type ResourceTypeName = keyof typeof resourceTypes;

/** Returns whether a string is the name of a resource type. */
export function isResourceTypeName(name: string): name is ResourceTypeName {
  return Object.hasOwn(resourceTypes, name);
}

function ownTypes(): Readonly<Record<OwnResourceType, ResourceType>> {
  const types = resourceDefinitions.map((one): [OwnResourceType, ResourceType] => [
    one.type,
    resourceTypeOf(one),
  ]);
  return Object.fromEntries(types) as Record<OwnResourceType, ResourceType>;
}

function resourceTypeOf({ description, inputs, outputs }: ResourceDefinition): ResourceType {
  return {
    description,
    properties: fieldsOf(inputs),
    outputs: {
      id: "string",
      urn: "string",
      ...Object.fromEntries(
        Object.entries(outputs).map(([name, { type }]) => [name, outputTypeOf(type)] as const),
      ),
    },
  };
}

function fieldsOf(definitions: Readonly<Record<string, FieldDefinition>>): Readonly<Record<string, Field>> {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]): [string, Field] => [
      name,
      {
        shape: shapeOf(definition.type),
        description: describe(definition),
        isRequired: definition.isRequired === true,
      },
    ]),
  );
}

function describe({ description, default: fallback, defaultText }: FieldDefinition): string {
  const words = defaultText ?? (fallback === undefined ? undefined : `\`${JSON.stringify(fallback)}\``);
  return words === undefined ? description : `${description} Defaults to ${words}.`;
}

function shapeOf(type: DefinedType): ExpressionShape {
  switch (type.kind) {
    case "integer":
    case "number":
      return {
        kind: "expression",
        types: ["number"],
        isInteger: type.kind === "integer",
        ...(type.minimum === undefined ? {} : { minimum: type.minimum }),
        ...(type.maximum === undefined ? {} : { maximum: type.maximum }),
      };
    case "duration":
      return { kind: "expression", types: ["string", "number"] };
    case "jsonSchema":
      return { kind: "expression", types: ["object", "boolean"] };
    case "enum":
      return { kind: "expression", types: ["string"], choices: Object.keys(type.values) };
    case "nested":
      return { kind: "expression", types: ["object"], fields: fieldsOf(type.fields) };
    default:
      return { kind: "expression", types: [type.kind] };
  }
}

function outputTypeOf({ kind }: DefinedType): ValueType {
  switch (kind) {
    case "integer":
      return "number";
    case "enum":
      return "string";
    case "nested":
      return "object";
    case "duration":
    case "jsonSchema":
      return "any";
    default:
      return kind;
  }
}
