import type { StackSettings } from "@pulumi/pulumi/automation/index.js";
import { NcfError } from "../../diagnostics/ncfError.ts";

/**
 * Sees to it that secrets can be encrypted: all backends but Pulumi's service need a passphrase, unless the stack's settings name
 * another secrets provider. An empty PULUMI_CONFIG_PASSPHRASE is one to Pulumi, and so here.
 * @throws NcfError NCF_PASSPHRASE
 */
export function requirePassphrase(
  backendUrl: string,
  { secretsProvider = "passphrase" }: StackSettings,
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (/^https?:/.test(backendUrl) || secretsProvider !== "passphrase") return;
  if (env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || (env["PULUMI_CONFIG_PASSPHRASE_FILE"] ?? "") !== "")
    return;
  throw new NcfError("NCF_PASSPHRASE", {
    reason: `secrets in ${backendUrl} are encrypted with a passphrase, and none is set`,
  });
}
