import type { InstalledTool } from "./tools.ts";

/** An installed Pulumi CLI that this package can use. */
export type Engine = InstalledTool;
