import { Option, type Command } from "commander";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { checkLoaded } from "../stack/checkLoaded.ts";
import { loadStackFile } from "../stack/loadStackFile.ts";
import { countText } from "../views/countText.ts";
import { diagnosticsText } from "../views/diagnosticsText.ts";

/** `ncf validate FILE…`: every mistake that can be seen without engine and network. */
export function addValidate(program: Command, { terminal, end }: CommandContext): void {
  program
    .command("validate")
    .argument("<file...>", "stack files, or folders that hold a stack.yaml")
    .description("show all mistakes that can be seen without engine and network")
    .addOption(
      new Option("--format <format>", "how mistakes are printed")
        .choices(["text", "json", "github"])
        .default("text"),
    )
    .option("--json", "short for --format json: one list of all mistakes")
    .addHelpText(...example("ncf validate stack.yaml"))
    .action((files: readonly string[], options: { format: "text" | "json" | "github"; json?: true }) => {
      const format = options.json === true ? "json" : options.format;
      const all: Diagnostic[] = [];
      for (const loaded of files.map((named) => loadStackFile(named, terminal))) {
        const { checked, diagnostics } = checkLoaded(loaded, terminal, {});
        all.push(...diagnostics);
        if (format !== "json") terminal.write(diagnosticsText(diagnostics, loaded.text, format));
        if (checked !== undefined && format === "text") {
          terminal.write(
            `${loaded.shownPath}: no mistakes, ${countText(checked.plan.steps.length, "resource")}\n`,
          );
        }
      }
      if (format === "json") terminal.write(`${JSON.stringify(all)}\n`);
      if (all.length === 0) return;
      if (format === "text") terminal.write(`${countText(all.length, "mistake")}\n`);
      end(2);
    });
}
