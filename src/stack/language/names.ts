const namePattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const taken = new Set(["pulumi", "each"]);

/** Whether a text can be the name of a config value, variable, resource or output. */
export function isStackName(text: string): boolean {
  return namePattern.test(text) && !taken.has(text);
}

/** What to write in place of a text that cannot be a name. */
export function nameHint(text: string, subject: string): string {
  if (taken.has(text)) return `choose another name: \${${text}.…} has a meaning of its own`;
  if (subject === "config value" && text.includes(":")) {
    return `set ${text} with --config ${text}=VALUE; the file declares the stack's own values only`;
  }
  return "write letters, digits, _ and -, beginning with a letter or _";
}

/** What `${pulumi.…}` can ask for. Source: pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference [doc] */
export const pulumiNames = ["project", "stack", "organization", "cwd"] as const;

/** One of them. */
export type PulumiName = (typeof pulumiNames)[number];
