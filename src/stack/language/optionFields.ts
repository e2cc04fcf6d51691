import type { Field, Shape } from "./shape.ts";

const flag: Shape = { kind: "boolean" };
const strings: Shape = { kind: "array", item: { kind: "string" } };
const reference: Shape = { kind: "expression", types: ["string"] };
const duration: Shape = {
  kind: "string",
  pattern: { source: "^(\\d+(\\.\\d+)?(ms|s|m|h))+$", says: "a duration such as 90s, 10m or 1h30m" },
};

/** Options of a resource. */
export const optionFields = {
  dependsOn: {
    shape: { kind: "expression", types: ["array", "any"] },
    description:
      'Resources that must finish first: `["${name}"]`. Resources used in the properties need not be listed.',
  },
  parent: { shape: reference, description: "Parent resource in the display: `${name}`." },
  protect: { shape: flag, description: "Refuses deletion of the resource when true. Defaults to false." },
  deleteBeforeReplace: {
    shape: flag,
    description: "Deletes the old resource before creating its replacement when true. Defaults to false.",
  },
  replaceOnChanges: { shape: strings, description: "Properties whose change replaces the resource." },
  ignoreChanges: { shape: strings, description: "Properties whose changes are ignored." },
  additionalSecretOutputs: { shape: strings, description: "Outputs to mark as secret." },
  retainOnDelete: {
    shape: flag,
    description: "Removes a deleted resource only from the state when true. Defaults to false.",
  },
  customTimeouts: {
    shape: {
      kind: "record",
      subject: "customTimeouts",
      fields: {
        create: { shape: duration, description: "Maximum time to create, such as `10m`." },
        update: { shape: duration, description: "Maximum time to update, such as `10m`." },
        delete: { shape: duration, description: "Maximum time to delete, such as `10m`." },
      },
    },
    description: "Maximum times of the engine's operations. They limit `waitFor`.",
  },
  aliases: {
    shape: {
      kind: "array",
      item: {
        kind: "orObject",
        plain: { kind: "string" },
        object: {
          kind: "record",
          subject: "an alias",
          fields: {
            name: { shape: { kind: "string" }, description: "Earlier name.", isRequired: true },
          },
        },
      },
    },
    description:
      "Earlier names of a renamed resource: `[before]`, `[{ name: before }]`, or its earlier URNs.",
  },
  import: {
    shape: {
      kind: "string",
      pattern: {
        source: "^(?:-|[A-Za-z0-9_][A-Za-z0-9_-]{0,49})/[A-Za-z0-9_][A-Za-z0-9_-]{0,49}/[A-Za-z0-9_-]{1,64}$",
        says: "package/action/activationId, with - for an action outside any package",
      },
    },
    description:
      "Run that an invocation adopts instead of calling its action: `db/migrate/ACTIVATION-ID`. It may stay after that run was adopted.",
  },
} as const satisfies Record<string, Field>;

/** Options of Pulumi YAML that stack files do not support, with reasons. */
export const unsupportedOptions: Readonly<Record<string, string>> = {
  provider:
    "a stack file uses the default provider; set the address in the properties or in the stack config",
  providers: "a stack file uses the default providers",
  version: "the installed package determines the version",
  pluginDownloadURL: "a stack file loads only the providers ncf and command",
  deletedWith: "deleting an invocation calls nothing, so there is nothing to skip",
  replaceWith: "use triggers to call an action again",
  replacementTrigger: "use triggers to call an action again",
  hideDiffs: "mark secrets with fn::secret or `secret: true` to hide them",
  envVarMappings: "a stack file uses the default provider",
  hooks: "hooks require a program; declare a resource with dependsOn",
};
