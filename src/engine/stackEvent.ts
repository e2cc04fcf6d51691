/** What an engine says while it works, as far as it concerns resources. */
export type StackEvent =
  /** A step of a resource has begun. `step` is Pulumi's own word: `create`, `update`, `same`, `delete`, … */
  | {
      readonly kind: "begun";
      readonly name: string;
      readonly type: string;
      readonly step: string;
      /** Set when the last run left an activation pending, which an update goes on following. */
      readonly isPending?: true;
    }
  | {
      readonly kind: "done";
      readonly name: string;
      readonly type: string;
      readonly step: string;
      /** What came of an invocation; nothing of it is secret. */
      readonly call?: CallFacts;
    }
  | { readonly kind: "failed"; readonly name: string; readonly type: string; readonly step: string }
  /** A message, without colours; `name` where it is about a resource. */
  | {
      readonly kind: "said";
      readonly severity: "error" | "warning" | "info";
      readonly message: string;
      readonly name?: string;
    };

/** What the outputs of an invocation say about its call. */
export interface CallFacts {
  readonly activationId: string;
  /** Calls tried; more than 1 only when the earlier ones provably did not run. */
  readonly attempts: number;
  readonly generation: number;
}
