import type { CallEnd } from "../../journal/records.ts";

/** How a call ended, as a clause: `it succeeded as activation …`. */
export function endText({ kind, activationId = "(unknown)" }: CallEnd): string {
  switch (kind) {
    case "succeeded":
    case "failed":
      return `it ${kind} as activation ${activationId}`;
    case "pending":
      return `it was accepted as activation ${activationId}`;
    case "rejected":
    case "notSent":
      return "it did not run";
    case "unknown":
      return "nobody knows whether it ran";
    case "released":
      return "its resource is no more";
  }
}
