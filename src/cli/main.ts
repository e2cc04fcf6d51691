#!/usr/bin/env node
import { nodeTerminal } from "./nodeTerminal.ts";
import { runNcf } from "./runNcf.ts";

const exitCode = await runNcf(nodeTerminal());
process.exitCode = exitCode;
// A call that a second interrupt abandons would keep the process alive for as long as it is followed.
if (exitCode === 130) process.exit();
