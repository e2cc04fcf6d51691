import { NcfError } from "../../diagnostics/ncfError.ts";
import type { PlannedStep } from "../../pulumi/providerSession.ts";
import { destinationText } from "../views/destinationLines.ts";
import type { PreviewStep } from "./previewSteps.ts";

/** Reports whether a preview would call again at another address than before. */
export function changesAddress(steps: readonly PreviewStep[]): boolean {
  return steps.some(({ reasons }) => reasons.some(({ kind }) => kind === "addressChanged"));
}

/**
 * Refuses a step that calls again at another address than before: an endpoint that was forgotten would call the action on the real cloud.
 * @throws NcfError NCF_ADDRESS_CHANGED
 */
export function refuseAddressChange({ kind, reasons }: PlannedStep): void {
  if (kind !== "call" && kind !== "check") return;
  for (const reason of reasons) {
    if (reason.kind !== "addressChanged") continue;
    throw new NcfError("NCF_ADDRESS_CHANGED", {
      reason: `the call would go to ${destinationText(reason.new)}, and the last one went to ${destinationText(reason.old)}`,
    });
  }
}
