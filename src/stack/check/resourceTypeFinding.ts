import { nearest } from "../../diagnostics/suggestions.ts";
import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Finding } from "../parse/report.ts";

/** Says why a text is not a type of resource: mistyped, or of a provider that stack files do not load. */
export function resourceTypeFinding(name: string, range: Range, types: readonly string[]): Finding {
  const right =
    nearest(name, types) ?? types.find((type) => type.split(":").at(-1) === name.split(":").at(-1));
  const isForeign = right === undefined && name.includes(":");
  return {
    code: isForeign ? "NCF_STACK_UNSUPPORTED" : "NCF_STACK_TYPE",
    range,
    message: isForeign
      ? `${name} is left out: a stack file loads no other provider than ncf and Pulumi's command`
      : `there is no type of resource ${JSON.stringify(name)}`,
    hint: right === undefined ? `the types are ${types.join(", ")}` : `write ${right}`,
  };
}
