import { optionFields, unsupportedOptions } from "./optionFields.ts";
import { resourceTypes } from "./resourceTypes.ts";
import type { DictionaryShape, RecordShape, Shape, TaggedShape } from "./shape.ts";

const anything: Shape = { kind: "expression", types: ["any"] };

/** Values of `type` of a config entry, and the JSON Schema type of each. */
export const configTypes = {
  string: "string",
  integer: "integer",
  number: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
  String: "string",
  Integer: "integer",
  Number: "number",
  Boolean: "boolean",
  "List<String>": "array",
  "List<Number>": "array",
  "List<Boolean>": "array",
} as const;

const configItems: RecordShape = {
  kind: "record",
  subject: "items",
  fields: {
    type: {
      shape: { kind: "string", choices: ["string", "integer", "number", "boolean", "object"] },
      description: "Type of every item.",
      isRequired: true,
    },
  },
};

const config: DictionaryShape = {
  kind: "dictionary",
  subject: "config value",
  value: {
    kind: "orObject",
    plain: { kind: "constant" },
    object: {
      kind: "record",
      subject: "a config value",
      fields: {
        type: {
          shape: { kind: "string", choices: Object.keys(configTypes) },
          description: "Type of the value.",
        },
        items: { shape: configItems, description: "Type of the items, for `type: array`." },
        default: { shape: { kind: "constant" }, description: "Value if none is set." },
        value: {
          shape: { kind: "constant" },
          description: "Fixed value, which cannot be set from outside.",
        },
        secret: {
          shape: { kind: "boolean" },
          description: "Marks the value as secret when true. Defaults to false.",
        },
        description: { shape: { kind: "string" }, description: "Purpose of the value." },
      },
      unsupported: { name: "the key is the name of the config value" },
    },
  },
};

/** Resource with properties of any type. */
export const resourceShape: RecordShape = {
  kind: "record",
  subject: "a resource",
  fields: {
    type: { shape: { kind: "string" }, description: "Type of the resource.", isRequired: true },
    properties: { shape: anything, description: "Properties of the resource." },
    options: {
      shape: { kind: "record", subject: "options", fields: optionFields, unsupported: unsupportedOptions },
      description: "Options of the resource for the engine.",
    },
    each: {
      shape: { kind: "expression", types: ["array", "object"] },
      description:
        "Array or object. Creates one resource per item, available as `${each.key}` and `${each.value}`. Not part of Pulumi YAML.",
    },
  },
  unsupported: {
    get: "a stack file does not read existing resources",
    name: "the key is the name of the resource",
    defaultProvider: "a stack file uses the default providers",
  },
};

const resource: TaggedShape = {
  kind: "tagged",
  tag: "type",
  content: "properties",
  base: resourceShape,
  cases: Object.fromEntries(
    Object.entries(resourceTypes).map(([name, { description, properties }]) => [
      name,
      { description, shape: { kind: "record", subject: `the properties of ${name}`, fields: properties } },
    ]),
  ),
};

const pluginReason = "a stack file loads only the providers ncf and command";

/** Shape of a stack file. */
export const stackFileShape: RecordShape = {
  kind: "record",
  subject: "a stack file",
  fields: {
    name: {
      shape: {
        kind: "string",
        pattern: { source: "^[A-Za-z0-9_.-]{1,100}$", says: "1 to 100 of A-Z a-z 0-9 - _ ." },
      },
      description: "Name of the Pulumi project.",
      isRequired: true,
    },
    description: { shape: { kind: "string" }, description: "Purpose of the stack, one line." },
    config: { shape: config, description: "Values set from outside, such as `--config release=1.4`." },
    variables: {
      shape: { kind: "dictionary", subject: "variable", value: anything },
      description: "Values evaluated once and used by name.",
    },
    resources: {
      shape: { kind: "dictionary", subject: "resource", value: resource },
      description: "Actions and commands of the stack. References determine their order.",
    },
    outputs: {
      shape: { kind: "dictionary", subject: "output", value: anything },
      description: "Values that `ncf outputs` prints and other stacks can read.",
    },
  },
  unsupported: {
    runtime: "this package runs the stack file",
    components: "a stack file is a flat list of resources",
    packages: pluginReason,
    plugins: pluginReason,
    requires: "this package selects the version of the engine",
    requiredPulumiVersion: "this package selects the version of the engine",
    pulumi: "this package selects the version of the engine",
    configuration: "it is the old name of config",
    template: "it belongs in Pulumi.yaml",
    backend: "set the backend with --backend or PULUMI_BACKEND_URL",
    main: "a stack file has no program",
    options: "options belong in a resource",
    stackConfigDir: "set config with --config or --config-file",
    author: "it belongs in Pulumi.yaml",
    website: "it belongs in Pulumi.yaml",
    license: "it belongs in Pulumi.yaml",
  },
};
