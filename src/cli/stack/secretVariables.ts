/** Variables whose values sign or encrypt. */
export const secretVariables = [
  "NCLOUD_SECRET_KEY",
  "NCLOUD_SECRET_ACCESS_KEY",
  "PULUMI_CONFIG_PASSPHRASE",
] as const;
