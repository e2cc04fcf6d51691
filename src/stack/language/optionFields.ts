import type { Field, Shape } from "./shape.ts";

const flag: Shape = { kind: "boolean" };
const texts: Shape = { kind: "list", item: { kind: "text" } };
const reference: Shape = { kind: "expression", types: ["text"] };
const duration: Shape = {
  kind: "text",
  pattern: { source: "^(\\d+(\\.\\d+)?(ms|s|m|h))+$", says: "a duration such as 90s, 10m or 1h30m" },
};

/** The options of a resource. */
export const optionFields = {
  dependsOn: {
    shape: { kind: "expression", types: ["list", "any"] },
    description:
      'Resources that must be done first: `["${name}"]`. A resource that is used in the properties need not be named.',
  },
  parent: { shape: reference, description: "Resource that this one is shown under: `${name}`." },
  protect: { shape: flag, description: "Whether deleting the resource is refused." },
  deleteBeforeReplace: {
    shape: flag,
    description: "Whether the old resource is deleted before its replacement is created.",
  },
  replaceOnChanges: { shape: texts, description: "Properties whose change replaces the resource." },
  ignoreChanges: { shape: texts, description: "Properties whose changes are left alone." },
  additionalSecretOutputs: { shape: texts, description: "Outputs that are kept secret." },
  retainOnDelete: {
    shape: flag,
    description: "Whether the resource is only forgotten when it is deleted here.",
  },
  customTimeouts: {
    shape: {
      kind: "record",
      subject: "customTimeouts",
      fields: {
        create: { shape: duration, description: "Longest time to create, such as `10m`." },
        update: { shape: duration, description: "Longest time to update, such as `10m`." },
        delete: { shape: duration, description: "Longest time to delete, such as `10m`." },
      },
    },
    description:
      "Longest times for the engine's operations. Cloud Functions' own waits are `timeout` and `waitFor`.",
  },
  aliases: { shape: texts, description: "URNs that the resource had before it was renamed." },
} as const satisfies Record<string, Field>;

/** Options of Pulumi YAML that stack files leave out, and why. */
export const optionsLeftOut: Readonly<Record<string, string>> = {
  provider: "the resources of a stack file have no provider of their own; the address is in their properties",
  providers: "the resources of a stack file have no providers of their own",
  version: "the version is that of the installed package",
  pluginDownloadURL: "a stack file loads no other plugin than Pulumi's command provider",
  import: "an existing activation is taken in with `pulumi import`, once, and not in the file",
  deletedWith: "deleting an invocation calls nothing, so there is no call to save",
  replaceWith: "invocations are called again by their triggers",
  replacementTrigger: "invocations are called again by their triggers",
  hideDiffs: "secrets are hidden by marking them with fn::secret or `secret: true`",
  envVarMappings: "the resources of a stack file have no provider of their own",
  hooks: "a hook needs a program; declare a resource with dependsOn",
};
