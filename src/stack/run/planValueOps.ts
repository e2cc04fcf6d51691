import { NcfError } from "../../diagnostics/ncfError.ts";
import { unknownValue } from "../../schema/unknownValue.ts";
import type { ValueOps } from "./valueOps.ts";
import { expressionText } from "../language/expression.ts";
import type { Report } from "../parse/report.ts";

const mark: unique symbol = Symbol("plan value");

/** A leaf of a plan that is not plain. */
export type PlanLeaf =
  /** Not known before the run; `label` is the expression that it will come from. */
  | { readonly [mark]: "hole"; readonly label: string; readonly isSecret: boolean }
  /** Known, and secret. */
  | { readonly [mark]: "secret"; readonly value: unknown };

/** The algebra of a preview: what is not known is a hole, and what cannot be worked out is reported and a hole too. */
export function planAlgebra(report: Report): ValueOps {
  return {
    isOpaque: isPlanLeaf,
    secret: (value) =>
      isPlanLeaf(value) && value[mark] === "hole"
        ? { ...value, isSecret: true }
        : { [mark]: "secret", value },
    combine: (values, compute, source) => {
      const traits = traitsOf(values);
      if (traits.hasHole) return hole(expressionText(source), traits.hasSecret);
      try {
        const result = compute(values.map(reveal));
        return traits.hasSecret ? { [mark]: "secret", value: result } : result;
      } catch (error) {
        if (!NcfError.is(error)) throw error;
        report({ code: error.code, range: source.range, message: error.reason, hint: error.hint });
        return hole(expressionText(source), traits.hasSecret);
      }
    },
  };
}

/** A value that is not known before the run. */
export function hole(label: string, isSecret = false): PlanLeaf {
  return { [mark]: "hole", label, isSecret };
}

/** A known value that is secret. */
export function secretLeaf(value: unknown): PlanLeaf {
  return { [mark]: "secret", value };
}

/** Whether a value is a hole or a secret. */
export function isPlanLeaf(value: unknown): value is PlanLeaf {
  return typeof value === "object" && value !== null && mark in value;
}

/** Whether a value is a secret whose content is known. */
export function isKnownSecret(value: unknown): boolean {
  return isPlanLeaf(value) && value[mark] === "secret";
}

/** A value for the checks: holes become `unknownValue`, secrets are in clear. */
export function toCheckable(value: unknown): unknown {
  return mapLeaves(value, (leaf) => (leaf[mark] === "hole" ? unknownValue : toCheckable(leaf.value)));
}

/** A value for the eye: holes become their expression, secrets `[secret]`. */
export function toShown(value: unknown): unknown {
  return mapLeaves(value, (leaf) => (leaf[mark] === "secret" || leaf.isSecret ? "[secret]" : leaf.label));
}

function reveal(value: unknown): unknown {
  return mapLeaves(value, (leaf) => (leaf[mark] === "secret" ? reveal(leaf.value) : leaf));
}

function mapLeaves(value: unknown, replace: (leaf: PlanLeaf) => unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isPlanLeaf(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, replace));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, replace)]));
}

function traitsOf(value: unknown): { readonly hasHole: boolean; readonly hasSecret: boolean } {
  if (typeof value !== "object" || value === null) return { hasHole: false, hasSecret: false };
  if (isPlanLeaf(value)) {
    if (value[mark] === "hole") return { hasHole: true, hasSecret: value.isSecret };
    return { hasHole: traitsOf(value.value).hasHole, hasSecret: true };
  }
  const inner = Object.values(value).map(traitsOf);
  return { hasHole: inner.some((one) => one.hasHole), hasSecret: inner.some((one) => one.hasSecret) };
}
