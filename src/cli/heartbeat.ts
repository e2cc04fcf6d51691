import type { Terminal } from "./terminal.ts";

/** Longest silence while a command works, milliseconds. CI systems end jobs that print nothing for minutes. */
const longestSilenceMs = 30_000;

/** Message of a command that has printed nothing for 30 seconds. */
export interface Heartbeat {
  /** Sets what is said from now on: lines that name what is waited for. @default nothing */
  readonly during: (describe: () => readonly string[]) => void;
}

/** A terminal that is never silent for long. */
export interface BeatingTerminal {
  readonly terminal: Terminal;
  readonly stop: () => void;
}

/** Returns a terminal that says on standard error what is waited for whenever nothing was written to it for 30 seconds. A prompt waits silently. */
export function withHeartbeat(inner: Terminal): BeatingTerminal {
  let describe = (): readonly string[] => [];
  let prompts = 0;
  let timer = next();

  function next(): NodeJS.Timeout {
    return setTimeout(beat, longestSilenceMs).unref();
  }
  function touch(): void {
    timer.refresh();
  }
  function beat(): void {
    timer = next();
    if (prompts > 0) return;
    for (const line of describe()) inner.writeError(`${line}\n`);
  }
  const touching =
    (write: (text: string) => void) =>
    (text: string): void => {
      touch();
      write(text);
    };
  const silently =
    (ask: Terminal["prompt"]): Terminal["prompt"] =>
    async (question, signal) => {
      prompts += 1;
      try {
        return await ask(question, signal);
      } finally {
        prompts -= 1;
        touch();
      }
    };
  return {
    terminal: {
      ...inner,
      write: touching(inner.write),
      writeError: touching(inner.writeError),
      writeRaw: touching(inner.writeRaw),
      writeErrorRaw: touching(inner.writeErrorRaw),
      prompt: silently(inner.prompt),
      promptSecret: silently(inner.promptSecret),
      heartbeat: { during: (given) => (describe = given) },
    },
    stop: () => clearTimeout(timer),
  };
}
