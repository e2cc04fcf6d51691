const namePattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const taken = new Set(["pulumi", "each", "previous"]);

/** Returns whether a string is a valid name of a config value, variable, resource or output. */
export function isStackName(text: string): boolean {
  return namePattern.test(text) && !taken.has(text);
}

/** Returns a hint for a string that is not a valid name. */
export function nameHint(text: string, subject: string): string {
  if (taken.has(text)) return `choose another name: \${${text}.…} is reserved`;
  if (subject === "config value" && text.includes(":")) {
    return `set ${text} with --config ${text}=VALUE; the file declares only values of the stack itself`;
  }
  return "use letters, digits, _ and -, starting with a letter or _";
}

/** Names that `${pulumi.…}` can use. Source: pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference [doc] */
export const pulumiNames = ["project", "stack", "organization", "cwd"] as const;

/** Name that `${pulumi.…}` can use. */
export type PulumiName = (typeof pulumiNames)[number];
