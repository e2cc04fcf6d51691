import { RunError } from "@pulumi/pulumi";

/** An error that ends the program, and of which the engine shows the message alone. */
export function runError(message: string): RunError {
  const error = new RunError(message);
  // The SDK inspects every error, and Node 20 takes a quarter of a minute for a stack that leads through node_modules.
  error.stack = message;
  return error;
}
