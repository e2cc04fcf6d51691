import type { Command } from "commander";
import { emulate } from "../../emulator/emulate.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";

/** `ncf emulate DIR`: Cloud Functions on loopback until it is interrupted. */
export function addEmulate(program: Command, { terminal }: CommandContext): void {
  program
    .command("emulate")
    .argument("<dir>", "folder of actions: NAME.js, or PACKAGE/NAME.js; a changed one is loaded again")
    .description("emulate Cloud Functions on loopback, and print the variables to set")
    .option("--port <n>", "port on 127.0.0.1; 0 takes a free one", "0")
    .option("--cloud <name>", "whose rules apply: KR, SGN, JPN, gov, fin", "KR")
    .option("--namespace <name>", "the namespace in the records")
    .option("--access-key <key>", "the access key that is let in; made up by default")
    .option("--secret-key <key>", "the secret key that is let in; made up by default")
    .addHelpText(...example("ncf emulate actions"))
    .action(async (dir: string, options: Readonly<Record<string, string>>) => {
      const words = Object.entries(options).flatMap(([name, value]) => [`--${kebab(name)}`, value]);
      // Heard from the start: whoever reads that it is there may end it at once.
      const interrupted = new Promise<void>((resolve) => {
        const stop = terminal.onInterrupt(() => {
          stop();
          resolve();
        });
      });
      const emulator = await emulate([...words, "--", dir], (line) => terminal.write(`${line}\n`));
      await interrupted;
      await emulator.close();
    });
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
