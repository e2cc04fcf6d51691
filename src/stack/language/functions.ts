/** Parameters and result of a stack file function. */
export interface FunctionEntry {
  readonly description: string;
  /** Items of its argument, if it must be an array. */
  readonly parameters?: readonly string[];
  readonly gives: "string" | "array" | "any";
}

/** Functions of a stack file, without `fn::`. Source: pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference [doc] */
export const functionEntries = {
  secret: {
    description: "Marks the value as secret: encrypted in the state and hidden in output.",
    gives: "any",
  },
  toJSON: { description: "Converts the value to a JSON string.", gives: "string" },
  join: {
    description: "[separator, array]: joins the strings of the array.",
    parameters: ["separator", "array"],
    gives: "string",
  },
  split: {
    description: "[separator, string]: splits the string into an array.",
    parameters: ["separator", "string"],
    gives: "array",
  },
  select: {
    description: "[index, array]: selects one item of the array, counted from 0.",
    parameters: ["index", "array"],
    gives: "any",
  },
  readFile: {
    description: "Reads a file as a string. The path is relative to the stack file.",
    gives: "string",
  },
  toBase64: { description: "Encodes the string as Base64, in UTF-8.", gives: "string" },
  fromBase64: { description: "Decodes Base64 to a string, in UTF-8.", gives: "string" },
} as const satisfies Record<string, FunctionEntry>;

/** Name of a function of a stack file, without `fn::`. */
export type FunctionName = keyof typeof functionEntries;

/** Functions of Pulumi YAML that stack files do not support, with reasons. */
export const unsupportedFunctions: Readonly<Record<string, string>> = {
  invoke: "it calls a function of another provider, and a stack file loads none",
  method: "it calls a method of another provider's resource",
  stackReference: "it reads another stack and so depends on that stack's backend; pass the value as config",
  stringAsset: "no resource of a stack file takes an asset; pass the string itself",
  fileAsset: "no resource of a stack file takes an asset; use fn::readFile, or assetPaths of a command",
  remoteAsset: "no resource of a stack file takes an asset",
  fileArchive: "no resource of a stack file takes an archive; use archivePaths of a command",
  remoteArchive: "no resource of a stack file takes an archive",
  assetArchive: "no resource of a stack file takes an archive",
};
