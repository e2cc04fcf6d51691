import { ours } from "./contestants/ours.js";
import { program } from "./contestants/program.js";

/** This package, once where the action shows the key of its call and once where it does not. */
export const oursAsContestants = [
  ours({ name: "`ActionInvocation` with `idempotencyParam`", inputs: { idempotencyParam: "key" } }),
  ours({ name: "`ActionInvocation`" }),
];

/** Scripts of curl and openssl. */
export const scriptContestants = [
  program({ name: "`curl` in a loop", command: "sh", file: "curlLoop.sh" }),
  program({ name: "`curl` as a local command", command: "sh", file: "curlCommand.sh" }),
];

/** Everybody who meets the schedules, in the order of the tables. */
export const contestants = [
  ...oursAsContestants,
  ...scriptContestants,
  program({ name: "npm `openwhisk`", command: process.execPath, file: "openwhiskCall.js" }),
];
