import type { OutputMap, Stack } from "@pulumi/pulumi/automation/index.js";
import type { ListrTask } from "listr2";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Ledger } from "../../emulator/index.ts";
import { runOperation, type OperationHandles } from "../../engine/runOperation.ts";

/** What the steps work on. */
export interface QuickstartParts {
  readonly stack: Stack;
  readonly ledger: Ledger;
  /** Has the engine interrupted. */
  readonly signal: AbortSignal | undefined;
}

/** The steps of the quickstart. Each shows what it saw, and fails when that is not what this package promises. */
export function quickstartSteps({ stack, ledger, signal }: QuickstartParts): ListrTask[] {
  /** Makes a step of one operation that must lead to so many calls of actions. */
  const step = <T>(
    title: string,
    due: number,
    operation: (handles: OperationHandles) => Promise<T>,
    show: (came: T) => string = () => "",
  ): ListrTask => ({
    title,
    task: async (_context, task): Promise<void> => {
      const before = ledger.posts.length;
      const came = await runOperation(
        operation,
        (event) => {
          const isCall = event.kind === "begun" && event.type.endsWith(":ActionInvocation");
          if (isCall && event.step !== "same") task.output = `${event.step} ${event.name}`;
        },
        signal,
      );
      const calls = ledger.posts.length - before;
      expect(calls === due, `${due} calls were due, ${calls} were made`);
      task.title = `${title} (${calls} ${calls === 1 ? "call" : "calls"})${show(came)}`;
    },
  });

  return [
    step(
      "up: call db/migrate, then warm-cache with what it returned",
      2,
      (handles) => stack.up(handles),
      ({ outputs }) => outputLines(outputs),
    ),
    step("up again: nothing has changed", 0, (handles) => stack.up(handles)),
    step("up with the next release: db/migrate again, warm-cache not", 1, async (handles) => {
      await stack.setConfig("release", { value: "7.2" });
      return stack.up(handles);
    }),
    step(
      "preview with a parameter against its schema: refused",
      0,
      async () => {
        await stack.setConfig("schemaVersion", { value: "next" });
        const preview = runOperation(
          (handles) => stack.preview(handles),
          () => {},
          signal,
        );
        return refusal(await preview.catch((error: unknown) => error));
      },
      (message) => indent(message),
    ),
    step(
      "destroy: leaves nothing",
      0,
      async (handles) => {
        await stack.destroy(handles);
        return (await stack.exportStack()).deployment as { resources?: unknown[] };
      },
      ({ resources = [] }) => {
        expect(resources.length === 0, "resources are left in the state");
        return "";
      },
    ),
  ];
}

function refusal(came: unknown): string {
  expect(NcfError.is(came) && came.code === "NCF_PARAMS_INVALID", "the parameter was not refused");
  return (came as NcfError).reason;
}

function expect(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new NcfError("NCF_BUG", { reason: `the quickstart failed: ${otherwise}` });
}

function outputLines(outputs: OutputMap): string {
  const lines = Object.entries(outputs).map(
    ([name, { value, secret }]) => `${name} = ${secret ? "[secret]" : JSON.stringify(value)}`,
  );
  return indent(lines.join("\n"));
}

function indent(text: string): string {
  return `\n${text.replaceAll(/^/gm, "    ")}`;
}
