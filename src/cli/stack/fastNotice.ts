import type { StackPlan } from "../../stack/StackPlan.ts";
import { countText } from "../views/countText.ts";

const shownNames = 3;

/** What `--fast` puts at risk: a line about the resources whose only record is the state; `undefined` when all are invocations. */
export function fastNotice({ steps }: Pick<StackPlan, "steps">): string | undefined {
  const others = steps.filter(({ type }) => type !== "ncf:ActionInvocation").map(({ name }) => name);
  if (others.length === 0) return undefined;
  const names = others.slice(0, shownNames).join(", ") + (others.length > shownNames ? ", …" : "");
  const [has, them] = others.length === 1 ? ["has", "it"] : ["have", "them"];
  const resources = countText(others.length, "resource");
  return `--fast: a crash loses the record of ${resources} that ${has} no journal, and the next up makes ${them} again: ${names}\n`;
}
