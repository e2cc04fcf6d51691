import { engineError } from "./engineError.ts";

/**
 * Asks something of a stack that makes no events: `askEngine(() => stack.outputs())`.
 * @throws NcfError with what the engine said
 */
export async function askEngine<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw engineError([], error);
  }
}
