/** What an engine says while it works, as far as it concerns resources. */
export type StackEvent =
  /** A step of a resource has begun. `step` is Pulumi's own word: `create`, `update`, `same`, `delete`, … */
  | { readonly kind: "begun"; readonly name: string; readonly type: string; readonly step: string }
  | { readonly kind: "done"; readonly name: string; readonly type: string; readonly step: string }
  | { readonly kind: "failed"; readonly name: string; readonly type: string; readonly step: string }
  /** A message, without colours; `name` where it is about a resource. */
  | {
      readonly kind: "said";
      readonly severity: "error" | "warning" | "info";
      readonly message: string;
      readonly name?: string;
    };
