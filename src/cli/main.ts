#!/usr/bin/env node
import { realTerminal } from "./realTerminal.ts";
import { runNcf } from "./runNcf.ts";

process.exitCode = await runNcf(realTerminal());
