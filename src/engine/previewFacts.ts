import { actionInvocation } from "../model/actionInvocation.ts";
import { type JsonObject, toPointer } from "../model/json.ts";
import { isOwnResourceType } from "../model/resources.ts";
import type { StepReason } from "../model/stepReason.ts";
import { toMaskedObject } from "../model/shownJson.ts";
import type { ValueObject } from "../model/value.ts";
import { fromMarkedJson } from "../pulumi/marks.ts";
import { toPlain } from "../pulumi/plainValue.ts";
import { inputChanges } from "../resource/inputChanges.ts";

/** Data of one step in the engine's events. Source: pulumi/pulumi sdk/go/common/apitype/events.go [code] */
export interface StepMetadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  readonly old?: ResourceRecord | null;
  readonly new?: ResourceRecord | null;
  /** Names of the changed inputs. */
  readonly diffs?: readonly string[] | null;
}

interface ResourceRecord {
  readonly inputs?: Outputs;
  readonly outputs?: Outputs;
}

/** Properties of a resource as the engine's events show them. */
export type Outputs = Readonly<Record<string, unknown>>;

/** Facts of a step that only a preview shows. Safe to print. */
export interface PreviewFacts {
  /** Reasons for the change of a resource of another provider. */
  readonly reasons?: readonly StepReason[];
  /** Inputs of an invocation that is created or deleted. Secrets are `[secret]`. */
  readonly inputs?: JsonObject;
}

/** Returns why the engine plans a step, as far as its events tell. */
export function previewFacts(
  { op, old, new: next, diffs }: StepMetadata,
  /** As a stack file writes it. */
  type: string,
): PreviewFacts {
  if (isOwnResourceType(type)) {
    if (type !== actionInvocation.type || (op !== "create" && op !== "delete")) return {};
    return { inputs: toMaskedObject(valuesOf(op === "create" ? next : old)) };
  }
  if (diffs === undefined || diffs === null) return {};
  const now = toPlain(valuesOf(next));
  const before = toPlain(valuesOf(old));
  const compared = {
    inputs: now.json,
    oldInputs: before.json,
    secretPointers: [...now.secretPointers, ...before.secretPointers],
  };
  return {
    reasons: diffs.flatMap((name): readonly StepReason[] => {
      const parts = inputChanges([name], compared);
      // The events hide secrets, so that only the engine sees that one changed.
      return parts.length > 0
        ? parts
        : [{ kind: "inputChanged", pointer: toPointer([name]), isSecret: true }];
    }),
  };
}

function valuesOf(record: ResourceRecord | null | undefined): ValueObject {
  return fromMarkedJson((record?.inputs ?? {}) as JsonObject);
}
