#!/usr/bin/env node
import { nodeTerminal } from "./nodeTerminal.ts";
import { runNcf } from "./runNcf.ts";

process.exitCode = await runNcf(nodeTerminal());
