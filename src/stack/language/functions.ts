/** What a function of a stack file takes and gives. */
export interface FunctionEntry {
  readonly description: string;
  /** How many items its argument has, when that must be a list. */
  readonly parameters?: readonly string[];
  readonly gives: "text" | "list" | "any";
}

/** The functions of a stack file, without `fn::`. Source: pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference [doc] */
export const functionEntries = {
  secret: {
    description: "The value, kept secret: encrypted in the state and hidden when printed.",
    gives: "any",
  },
  toJSON: { description: "The value as a JSON text.", gives: "text" },
  join: {
    description: "[separator, list]: the texts of the list, put together.",
    parameters: ["the separator", "the list"],
    gives: "text",
  },
  split: {
    description: "[separator, text]: the parts of the text, as a list.",
    parameters: ["the separator", "the text"],
    gives: "list",
  },
  select: {
    description: "[index, list]: one item of the list, counted from 0.",
    parameters: ["the index", "the list"],
    gives: "any",
  },
  readFile: { description: "The text of a file; its path is relative to the stack file.", gives: "text" },
  toBase64: { description: "The text's UTF-8 bytes in Base64.", gives: "text" },
  fromBase64: { description: "The UTF-8 text that the Base64 stands for.", gives: "text" },
} as const satisfies Record<string, FunctionEntry>;

/** A function of a stack file, without `fn::`. */
export type FunctionName = keyof typeof functionEntries;

/** Functions of Pulumi YAML that stack files leave out, and why. */
export const functionsLeftOut: Readonly<Record<string, string>> = {
  invoke: "it calls a function of another provider, and a stack file loads none",
  method: "it calls a method of another provider's resource",
  stackReference:
    "it reads another stack, which would tie this run to that stack's backend; pass the value as config",
  stringAsset: "no resource of a stack file takes an asset; give the text itself",
  fileAsset: "no resource of a stack file takes an asset; use fn::readFile, or assetPaths of a command",
  remoteAsset: "no resource of a stack file takes an asset",
  fileArchive: "no resource of a stack file takes an archive; use archivePaths of a command",
  remoteArchive: "no resource of a stack file takes an archive",
  assetArchive: "no resource of a stack file takes an archive",
};
