import { NcfError } from "../../diagnostics/ncfError.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { countText } from "../views/countText.ts";

const shownNames = 3;

/**
 * What `--fast` puts at risk: a line about the resources whose only record is the state; `undefined` when all are invocations.
 * @throws NcfError NCF_USAGE where invocations have no journal either
 */
export function fastNotice(
  { steps }: Pick<StackPlan, "steps">,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (env["NCF_JOURNAL"] === "off") {
    throw new NcfError("NCF_USAGE", {
      reason: "--fast rests on the journal, and NCF_JOURNAL=off switches it off",
      hint: "leave out one of the two: a crash would have every action called again",
    });
  }
  const others = steps.filter(({ type }) => type !== "ncf:ActionInvocation").map(({ name }) => name);
  if (others.length === 0) return undefined;
  const names = others.slice(0, shownNames).join(", ") + (others.length > shownNames ? ", …" : "");
  const [has, them] = others.length === 1 ? ["has", "it"] : ["have", "them"];
  const resources = countText(others.length, "resource");
  return `--fast: a crash loses the record of ${resources} that ${has} no journal, and the next up makes ${them} again: ${names}\n`;
}
