import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";

/** The engine's executable that the tests run on. */
export async function engineProgram(): Promise<string> {
  return (await findEngine({ ports: nodeEnginePorts() })).path;
}
