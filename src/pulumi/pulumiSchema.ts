import { actionInvocation } from "../model/actionInvocation.ts";
import { getActivation } from "../model/getActivation.ts";
import { invokeAction } from "../model/invokeAction.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { providerConfig } from "../model/providerConfig.ts";
import type {
  ConfigKeyDefinition,
  DefinedType,
  FieldDefinition,
  FunctionDefinition,
  OutputDefinition,
  ResourceDefinition,
} from "../model/resourceDefinition.ts";
import { resourceDefinitions } from "../model/resources.ts";

/**
 * Location of the plugin archives: the releases of the repository.
 * Source: pulumi.com docs, "Plugin download URL" [doc]
 */
const pluginDownloadUrl = "github://api.github.com/pulumi-ncloud-functions/pulumi-ncloud-functions";

/** Settings of SDK generators, by language. */
const languages: JsonObject = {
  nodejs: {
    packageName: "pulumi-ncf",
    packageDescription: actionInvocation.description,
    dependencies: { "@pulumi/pulumi": "^3.218.0" },
    respectSchemaVersion: true,
  },
  python: {
    packageName: "pulumi_ncf",
    requires: { pulumi: ">=3.218.0,<4.0.0" },
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
  go: { importBasePath: "github.com/pulumi-ncloud-functions/sdk/go/ncf", respectSchemaVersion: true },
  csharp: { namespaces: { ncf: "Ncf" }, packageReferences: { Pulumi: "3.*" }, respectSchemaVersion: true },
  java: {
    basePackage: "com.pulumi",
    buildFiles: "gradle",
    dependencies: { "com.pulumi:pulumi": "1.0.0" },
  },
};

/** Returns the package schema of the provider, which SDK generators and Pulumi YAML use. */
export function pulumiSchema(version: string): JsonObject {
  const types = new SchemaTypes();
  const config = Object.entries<ConfigKeyDefinition>(providerConfig).filter(
    ([, { readBy }]) => readBy === "provider",
  );
  const providerInputs = objectOf(config, (key, name) => configProperty(key, types.of(key.type, name)));
  // The Node SDK would read an enum as JSON, but the config contains plain strings.
  const variables = objectOf(config, (key, name) =>
    configProperty(key, key.type.kind === "enum" ? { type: "string" } : types.of(key.type, name)),
  );
  const input = (field: FieldDefinition, name: string): JsonObject =>
    inputProperty(field, types.of(field.type, name));
  const functions: readonly FunctionDefinition[] = [getActivation, invokeAction];
  const described = functions.map((one): [string, JsonObject] => {
    const required = namesWhere<FieldDefinition>(one.inputs, ({ isRequired }) => isRequired === true);
    return [
      one.token,
      {
        description: one.description,
        inputs: {
          type: "object",
          properties: objectOf(Object.entries(one.inputs), input),
          ...(required.length === 0 ? {} : { required }),
        },
        outputs: { type: "object", ...outputsOf(one.outputs, types) },
      },
    ];
  });
  return {
    name: "ncf",
    displayName: "NAVER Cloud Functions",
    version,
    description: actionInvocation.description,
    keywords: ["pulumi", "ncf", "ncloud", "naver-cloud", "cloud-functions", "category/cloud", "kind/native"],
    license: "Apache-2.0",
    publisher: "pulumi-ncloud-functions",
    pluginDownloadURL: pluginDownloadUrl,
    meta: { moduleFormat: "(.*)" },
    language: languages,
    config: { variables },
    provider: {
      description: "Calls actions of NAVER Cloud Functions with one set of credentials.",
      inputProperties: providerInputs,
    },
    resources: Object.fromEntries(resourceDefinitions.map((one) => [one.token, resourceOf(one, types)])),
    functions: Object.fromEntries(described),
    types: types.all,
  };
}

function resourceOf(
  { description, inputs, outputs, readableBy }: ResourceDefinition,
  types: SchemaTypes,
): JsonObject {
  const input = (field: FieldDefinition, name: string): JsonObject =>
    inputProperty(field, types.of(field.type, name));
  const stateInputs = Object.entries(inputs).filter(([, { configKey }]) => configKey !== undefined);
  return {
    description,
    inputProperties: objectOf(Object.entries<FieldDefinition>(inputs), input),
    requiredInputs: namesWhere<FieldDefinition>(inputs, ({ isRequired }) => isRequired === true),
    ...(readableBy === undefined
      ? {}
      : {
          stateInputs: {
            description: `Address of a run that \`get\` reads by ${readableBy}.`,
            properties: objectOf(stateInputs, input),
          },
        }),
    ...outputsOf(outputs, types),
  };
}

/** Collector of named types. */
class SchemaTypes {
  readonly #all: Record<string, JsonObject> = {};

  get all(): JsonObject {
    return this.#all;
  }

  /** Returns the schema of a type. @param name - Name of the property, which is also the name of its enum. */
  of(type: DefinedType, name: string): JsonObject {
    switch (type.kind) {
      case "string":
      case "boolean":
      case "number":
        return { type: type.kind };
      case "integer":
        // Times do not fit into the 32-bit integers of some languages.
        return { type: type.minimum === undefined && type.maximum === undefined ? "number" : "integer" };
      case "object":
        return { type: "object", additionalProperties: anything };
      case "array":
        return { type: "array", items: anything };
      case "any":
      case "jsonSchema":
        return anything;
      case "duration":
        return { oneOf: [{ type: "string" }, { type: "number" }] };
      case "enum":
        return this.#reference(upperFirst(name), {
          type: "string",
          enum: Object.entries(type.values).map(([value, description]) => ({
            name: enumName(value),
            value,
            description,
          })),
        });
      case "nested":
        return this.#reference(type.name, {
          type: "object",
          properties: objectOf(Object.entries(type.fields), (field, key) =>
            inputProperty(field, this.of(field.type, key)),
          ),
          required: namesWhere(type.fields, ({ isRequired }) => isRequired === true),
        });
    }
  }

  #reference(name: string, definition: JsonObject): JsonObject {
    const token = `ncf:index:${name}`;
    this.#all[token] = definition;
    return { $ref: `#/types/${token}` };
  }
}

const anything: JsonObject = { $ref: "pulumi.json#/Any" };

function inputProperty(
  field: FieldDefinition & { readonly configKey?: string },
  type: JsonObject,
): JsonObject {
  // A default filled in by an SDK would take precedence over the stack config.
  const isFilledIn =
    field.configKey === undefined && isPrimitive(field.default) && type["oneOf"] === undefined;
  return {
    ...type,
    description: describe(field),
    ...(isFilledIn ? { default: field.default as Json } : {}),
  };
}

function configProperty(key: ConfigKeyDefinition, type: JsonObject): JsonObject {
  const { isSecret = false } = key;
  return {
    ...type,
    description: describe(key),
    ...(isSecret ? { secret: true } : {}),
    // Without its variables: an SDK would copy values of the environment into the state. The provider itself reads them there.
  };
}

function outputsOf(
  outputs: Readonly<Record<string, OutputDefinition>>,
  types: SchemaTypes,
): { readonly properties: JsonObject; readonly required: readonly string[] } {
  return {
    properties: objectOf(Object.entries(outputs), ({ type, description }, name) => ({
      // Strings instead of enums: the service may add values, and outputs are not checked.
      ...(type.kind === "enum" ? { type: "string" } : types.of(type, name)),
      description,
    })),
    required: namesWhere(outputs, ({ isAlwaysSet }) => isAlwaysSet),
  };
}

function describe({
  description,
  default: value,
  defaultText,
  configKey,
}: FieldDefinition & { readonly configKey?: string }): string {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  const last = defaultText ?? (value === undefined ? undefined : `\`${shown}\``);
  const defaults = [
    ...(configKey === undefined ? [] : [`the config \`ncf:${configKey}\``]),
    ...(last === undefined ? [] : [last]),
  ];
  return defaults.length === 0 ? description : `${description} Defaults to ${defaults.join(", otherwise ")}.`;
}

function isPrimitive(value: Json | undefined): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function objectOf<T>(
  entries: readonly (readonly [string, T])[],
  property: (value: T, name: string) => JsonObject,
): JsonObject {
  return Object.fromEntries(entries.map(([name, value]) => [name, property(value, name)]));
}

function namesWhere<T>(fields: Readonly<Record<string, T>>, matches: (field: T) => boolean): string[] {
  return Object.keys(fields).filter((name) => matches(fields[name] as T));
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Returns an identifier that is valid in every language: `v2.0` → `V2_0`. */
function enumName(value: string): string {
  return upperFirst(value).replaceAll(/[^A-Za-z0-9]/g, "_");
}
