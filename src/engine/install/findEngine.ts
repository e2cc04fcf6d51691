import type { Engine } from "./Engine.ts";
import { findTool, type FindToolOptions } from "./findTool.ts";
import { engineTool } from "./tools.ts";

/**
 * Finds a Pulumi CLI, or installs it.
 * @throws NCF_ENGINE_MISSING with every way tried and why it failed
 */
export function findEngine(options: FindToolOptions): Promise<Engine> {
  return findTool(engineTool, options);
}
