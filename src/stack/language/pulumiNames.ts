/** What `${pulumi.…}` can ask for. Source: pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference [doc] */
export const pulumiNames = ["project", "stack", "organization", "cwd"] as const;

/** One of them. */
export type PulumiName = (typeof pulumiNames)[number];
