import type { Command } from "commander";
import { stackFileSchema } from "../../stack/language/stackFileSchema.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";

/** `ncf schema`: prints the JSON Schema of a stack file, for editors. */
export function addSchema(program: Command, { terminal }: CommandContext): void {
  program
    .command("schema")
    .description("print the JSON Schema of a stack file, for editors")
    .addHelpText(...example("ncf schema > stack.schema.json"))
    .action(() => terminal.write(`${JSON.stringify(stackFileSchema(), undefined, 2)}\n`));
}
