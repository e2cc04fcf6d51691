import type { ExpressionShape, Field } from "./shape.ts";

const string: ExpressionShape = { kind: "expression", types: ["string"] };
const array: ExpressionShape = { kind: "expression", types: ["array"] };
const strings: ExpressionShape = { ...array, itemType: "string" };
const flag: ExpressionShape = { kind: "expression", types: ["boolean"] };

// Source: pulumi.com/registry/packages/command/api-docs [doc]
const bothFields = {
  create: {
    shape: string,
    description: "Command that runs when the resource is created, and again when it is replaced.",
  },
  update: {
    shape: string,
    description: "Command that runs when the properties change. Defaults to `create`.",
  },
  delete: { shape: string, description: "Command that runs when the resource is deleted." },
  triggers: { shape: array, description: "Any values. A change replaces the resource." },
  stdin: { shape: string, description: "Standard input of the command." },
  environment: {
    shape: { kind: "expression", types: ["object"], itemType: "string" },
    description:
      "Environment variables, as an object of names and strings. A number or boolean from a result becomes a string.",
  },
  logging: {
    shape: {
      kind: "expression",
      types: ["string"],
      choices: ["none", "stdout", "stderr", "stdoutAndStderr"],
    },
    description: "Streams of the command that Pulumi logs.",
  },
  addPreviousOutputInEnv: {
    shape: flag,
    description:
      "Sets PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR to the previous output. Defaults to true.",
  },
} as const satisfies Record<string, Field>;

/** Properties of a `command:local:Command`. */
export const localCommandFields = {
  ...bothFields,
  dir: {
    shape: string,
    description:
      "Working directory, relative to the stack file. Defaults to the directory of the stack file.",
  },
  interpreter: {
    shape: strings,
    description: "Program and arguments that run the command. Defaults to `/bin/sh -c`.",
  },
  assetPaths: { shape: strings, description: "Glob patterns of the files in the output `assets`." },
  archivePaths: { shape: strings, description: "Glob patterns of the files in the output `archive`." },
} as const satisfies Record<string, Field>;

const hostFields = {
  host: { shape: string, description: "Address of the machine.", isRequired: true },
  port: {
    shape: { kind: "expression", types: ["number"] },
    description: "Port of its SSH server. Defaults to 22.",
  },
  user: { shape: string, description: "User to log in as. Defaults to root." },
  password: { shape: string, description: "Password of the user. Must be secret." },
  privateKey: { shape: string, description: "Private key in PEM. Must be secret." },
  privateKeyPassword: { shape: string, description: "Password of the private key. Must be secret." },
  agentSocketPath: { shape: string, description: "Socket of an SSH agent. Defaults to SSH_AUTH_SOCK." },
  hostKey: { shape: string, description: "Expected host key." },
  dialErrorLimit: {
    shape: { kind: "expression", types: ["number"] },
    description: "Number of connection attempts. Defaults to 10.",
  },
  perDialTimeout: {
    shape: { kind: "expression", types: ["number"] },
    description: "Timeout of one connection attempt, in seconds. Defaults to 15.",
  },
} as const satisfies Record<string, Field>;

/** Properties of a `command:remote:Command`. */
export const remoteCommandFields = {
  ...bothFields,
  connection: {
    shape: {
      kind: "expression",
      types: ["object"],
      fields: {
        ...hostFields,
        proxy: {
          shape: { kind: "expression", types: ["object"], fields: hostFields },
          description: "Proxy host.",
        },
      },
    },
    description: "Connection to the machine.",
    isRequired: true,
  },
} as const satisfies Record<string, Field>;
