import { eventSchema } from "../../src/cli/json/eventSchema.ts";
import type { JsonEvent } from "../../src/cli/json/jsonEvent.ts";
import { compileSchema } from "../../src/schema/compileSchema.ts";

const schema = compileSchema(eventSchema(true));

/** Reads what `ncf --json` printed. @throws Error for a line that breaks the published schema */
export function readEvents(stdout: string): readonly JsonEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const event = JSON.parse(line) as JsonEvent;
      const [failure] = schema.check(event);
      if (failure !== undefined) throw new Error(`${line}: ${JSON.stringify(failure)} in the event ${line}`);
      return event;
    });
}
