import type { ExpressionShape, Field } from "./shape.ts";

const text: ExpressionShape = { kind: "expression", types: ["text"] };
const list: ExpressionShape = { kind: "expression", types: ["list"] };
const flag: ExpressionShape = { kind: "expression", types: ["boolean"] };

// Source: pulumi.com/registry/packages/command/api-docs [doc]
const bothFields = {
  create: {
    shape: text,
    description: "Command that runs when the resource is created, and again when it is replaced.",
  },
  update: {
    shape: text,
    description: "Command that runs on a change of the properties; `create` again by default.",
  },
  delete: { shape: text, description: "Command that runs when the resource is deleted." },
  triggers: { shape: list, description: "Any values; when one changes, the resource is replaced." },
  stdin: { shape: text, description: "Text for the command's standard input." },
  environment: {
    shape: { kind: "expression", types: ["object"] },
    description: "Environment variables, name to text.",
  },
  logging: {
    shape: { kind: "expression", types: ["text"], choices: ["none", "stdout", "stderr", "stdoutAndStderr"] },
    description: "Which of the command's streams Pulumi logs.",
  },
  addPreviousOutputInEnv: {
    shape: flag,
    description:
      "Whether the last output is in PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR. Default true.",
  },
} as const satisfies Record<string, Field>;

/** The properties of a `command:local:Command`. */
export const localCommandFields = {
  ...bothFields,
  dir: {
    shape: text,
    description: "Folder that the command runs in, relative to the stack file. Default its folder.",
  },
  interpreter: {
    shape: list,
    description: "Program and arguments that the command is given to. Default `/bin/sh -c`.",
  },
  assetPaths: { shape: list, description: "Patterns of files that become the output `assets`." },
  archivePaths: { shape: list, description: "Patterns of files that become the output `archive`." },
} as const satisfies Record<string, Field>;

const hostFields = {
  host: { shape: text, description: "Address of the machine.", isRequired: true },
  port: {
    shape: { kind: "expression", types: ["number"] },
    description: "Port of its SSH server. Default 22.",
  },
  user: { shape: text, description: "User to log in as. Default root." },
  password: { shape: text, description: "Password of the user; make it a secret." },
  privateKey: { shape: text, description: "Text of a private key; make it a secret." },
  privateKeyPassword: { shape: text, description: "Password of the private key; make it a secret." },
  agentSocketPath: { shape: text, description: "Socket of an SSH agent. Default SSH_AUTH_SOCK." },
  hostKey: { shape: text, description: "The key that the machine must show." },
  dialErrorLimit: {
    shape: { kind: "expression", types: ["number"] },
    description: "How often connecting is tried. Default 10.",
  },
  perDialTimeout: {
    shape: { kind: "expression", types: ["number"] },
    description: "Seconds for one try to connect. Default 15.",
  },
} as const satisfies Record<string, Field>;

/** The properties of a `command:remote:Command`. */
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
          description: "A machine to go through.",
        },
      },
    },
    description: "How to reach the machine.",
    isRequired: true,
  },
} as const satisfies Record<string, Field>;
