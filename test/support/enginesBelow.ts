import { processesBelow } from "./processesBelow.ts";

/** Process ids of the engines that a running command has started: those of the executable `pulumi`. */
export function enginesBelow(command: { readonly pid?: number | undefined }): readonly number[] {
  return processesBelow(command.pid as number)
    .filter(({ command: line }) => /^\S*\/pulumi /.test(line))
    .map(({ pid }) => pid);
}
