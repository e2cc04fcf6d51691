import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The page that lists what a stack file may hold. */
export const stackFilePage = readFileSync(
  fileURLToPath(new URL("../../docs/stack-file.md", import.meta.url)),
  "utf8",
);

const blocks = [...stackFilePage.matchAll(/```yaml( bad)?\n([^]*?)```(?:\n\n```text\n([^]*?)```)?/g)];

/** The page's examples that are right. */
export const goodExamples = blocks.filter(([, mark]) => mark === undefined).map(([, , text = ""]) => text);

/** The page's examples that are wrong, with what the page shows for them. */
export const badExamples = blocks
  .filter(([, mark]) => mark !== undefined)
  .map(([, , text = "", shown = ""]) => ({ text, shown }));
