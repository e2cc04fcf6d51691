import { optionFields, optionsLeftOut } from "./optionFields.ts";
import { resourceTypes } from "./resourceTypes.ts";
import type { DictionaryShape, RecordShape, Shape, TaggedShape } from "./shape.ts";

const anything: Shape = { kind: "expression", types: ["any"] };

/** The names that `type` of a config value may have, and the JSON Schema type that each means. */
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
      shape: { kind: "text", choices: ["string", "integer", "number", "boolean", "object"] },
      description: "Type of every item.",
      isRequired: true,
    },
  },
};

const config: DictionaryShape = {
  kind: "dictionary",
  subject: "config value",
  value: {
    kind: "orMap",
    plain: { kind: "constant" },
    map: {
      kind: "record",
      subject: "a config value",
      fields: {
        type: {
          shape: { kind: "text", choices: Object.keys(configTypes) },
          description: "Type of the value.",
        },
        items: { shape: configItems, description: "Type of the items, for `type: array`." },
        default: { shape: { kind: "constant" }, description: "The value when none is given." },
        value: {
          shape: { kind: "constant" },
          description: "The value itself, which cannot be given from outside.",
        },
        secret: {
          shape: { kind: "boolean" },
          description: "Whether the value is kept secret. Default false.",
        },
        description: { shape: { kind: "text" }, description: "What the value is for." },
      },
      leftOut: { name: "the key is the name of the config value" },
    },
  },
};

const resource: TaggedShape = {
  kind: "tagged",
  tag: "type",
  content: "properties",
  base: {
    kind: "record",
    subject: "a resource",
    fields: {
      type: { shape: { kind: "text" }, description: "Type of the resource.", isRequired: true },
      properties: { shape: anything, description: "What the resource is given." },
      options: {
        shape: { kind: "record", subject: "options", fields: optionFields, leftOut: optionsLeftOut },
        description: "How the engine treats the resource.",
      },
      each: {
        shape: { kind: "expression", types: ["list", "object"] },
        description:
          "A list or map: one resource is made of each item, which `${each.key}` and `${each.value}` stand for. An extension of ours, not Pulumi YAML.",
      },
    },
    leftOut: {
      get: "an activation is read by its own resource and not looked up; command has nothing to look up",
      name: "the key is the name of the resource",
      defaultProvider: "the resources of a stack file have no provider of their own",
    },
  },
  cases: Object.fromEntries(
    Object.entries(resourceTypes).map(([name, { description, properties }]) => [
      name,
      { description, shape: { kind: "record", subject: `the properties of ${name}`, fields: properties } },
    ]),
  ),
};

const pluginReason = "a stack file loads no other plugin than Pulumi's command provider";

/** The whole stack file. */
export const stackFileShape: RecordShape = {
  kind: "record",
  subject: "a stack file",
  fields: {
    name: {
      shape: {
        kind: "text",
        pattern: { source: "^[A-Za-z0-9_.-]{1,100}$", says: "1 to 100 of A-Z a-z 0-9 - _ ." },
      },
      description: "Name of the Pulumi project.",
      isRequired: true,
    },
    description: { shape: { kind: "text" }, description: "What the stack is for, one line." },
    config: { shape: config, description: "Values given from outside, such as `--config release=1.4`." },
    variables: {
      shape: { kind: "dictionary", subject: "variable", value: anything },
      description: "Values worked out once and used by name.",
    },
    resources: {
      shape: { kind: "dictionary", subject: "resource", value: resource },
      description: "What the stack calls and runs. The order comes from the references.",
    },
    outputs: {
      shape: { kind: "dictionary", subject: "output", value: anything },
      description: "Values that `ncf outputs` prints and other stacks read.",
    },
  },
  leftOut: {
    runtime: "a stack file is run by this package, whichever way it is started",
    components: "a stack file is one flat list of resources",
    packages: pluginReason,
    plugins: pluginReason,
    requires: "the version of the engine is this package's business",
    requiredPulumiVersion: "the version of the engine is this package's business",
    pulumi: "the version of the engine is this package's business",
    configuration: "it is the old name of `config`",
    template: "templates belong to Pulumi.yaml",
    backend: "the backend is given with --backend or PULUMI_BACKEND_URL",
    main: "a stack file has no program",
    options: "options belong to a resource",
    stackConfigDir: "config is given with --config, --config-file or the backend's own",
    author: "it belongs to Pulumi.yaml",
    website: "it belongs to Pulumi.yaml",
    license: "it belongs to Pulumi.yaml",
  },
};
