import { describe, expect, test } from "vitest";
import { confirm, destroyQuestion, upQuestion } from "../../../../src/cli/stack/confirm.ts";
import type { PreviewStep } from "../../../../src/cli/stack/previewSteps.ts";
import { captured } from "../captured.ts";

const never = new AbortController().signal;
const steps = (...kinds: readonly string[]): readonly PreviewStep[] =>
  kinds.map((step, at) => ({ name: `r${at}`, type: "ncf:ActionInvocation", step, reasons: [] }));

describe("a confirmation", () => {
  test.each(["y", "yes", "Y", "YES"])("is given with %s", async (answer) => {
    const { terminal } = captured({ answer: async () => answer });
    await expect(confirm(terminal, "Apply?", never)).resolves.toBeUndefined();
  });

  test.each(["", "n", "no", "yess", "ye", undefined])("is not given with %s", async (answer) => {
    const { terminal } = captured({ answer: async () => answer });
    await expect(confirm(terminal, "Apply?", never)).rejects.toThrow("did not confirm");
  });
});

describe("the question before", () => {
  test.each([
    [steps("call"), "Apply 1 call?"],
    [
      steps("call", "call", "check", "follow", "update", "create", "replace", "keep", "same"),
      "Apply 2 calls, 1 check, 1 unfinished run to follow, 1 update of the state, 1 resource to create and 1 other change (2 unchanged)?",
    ],
    [
      steps("call", "mayCall", "import", "notTargeted", "keep"),
      "Apply 1 call, 1 call that depends on an earlier result and 1 run to adopt (1 unchanged)?",
    ],
    [steps("delete", "delete", "forget"), "Apply 2 deletions and 1 removal from the state?"],
    [steps("keep"), "No resource changes (1 unchanged). Update the outputs?"],
    [[], "No resource changes. Update the outputs?"],
  ])("up says what and how many: %#", (given, question) => {
    expect(upQuestion(given)).toBe(question);
  });

  test("destroy says how many, and how many of them call an action", () => {
    const calls: PreviewStep = {
      name: "t",
      type: "ncf:ActionInvocation",
      step: "delete",
      reasons: [],
      action: "tenants/remove",
    };
    expect(destroyQuestion([...steps("forget"), calls])).toBe(
      "Delete 2 resources from the stack, with 1 call of onDelete?",
    );
    expect(destroyQuestion(steps("forget"))).toBe("Delete 1 resource from the stack?");
  });
});
