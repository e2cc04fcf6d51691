import { expect, test } from "vitest";
import { findEngineProcess } from "../../../src/pulumi/exitWithEngine.ts";
import { processTable } from "./processTable.ts";

const host = "node /app/node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js 127.0.0.1:40123";
const self = /[\\/]cmd[\\/]dynamic-provider\b/;
const launcher = "/bin/sh /app/node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs 127.0.0.1:40123";
const engine = "pulumi up --yes --client=127.0.0.1:35685";

test.each([
  [
    "behind the launcher's shell",
    { 40: [host, 30], 30: [launcher, 20], 20: [engine, 10], 10: ["ncf up .", 1] },
  ],
  ["behind a launcher that became the host itself", { 40: [host, 20], 20: [engine, 10], 10: ["bash", 1] }],
  ["behind two launchers", { 40: [host, 31], 31: [launcher, 30], 30: [launcher, 20], 20: [engine, 1] }],
  ["as the first process of a container", { 40: [host, 20], 20: [engine, 0] }],
] as const)("the engine of a provider process is found %s", (_where, table) => {
  expect(findEngineProcess(processTable(40, table), { self })?.pid).toBe(20);
});

test("on Windows, which hides the commands of other processes, the parent counts as the engine", () => {
  const own = String.raw`node.exe C:\app\node_modules\@pulumi\pulumi\cmd\dynamic-provider\index.js 127.0.0.1:1`;
  expect(findEngineProcess(processTable(40, { 40: [own, 30], 30: ["", undefined] }), { self })?.pid).toBe(30);
});

test.each([
  ["a program that only loads the provider", { 40: ["node server.js", 10], 10: ["bash", 1] }],
  ["a provider process whose parents cannot be seen", { 40: [host, undefined] }],
  ["a provider process whose engine ended before it looked", { 40: [host, 30], 30: [launcher, 20] }],
] as const)("%s has no engine", (_what, table) => {
  expect(findEngineProcess(processTable(40, table), { self })).toBeUndefined();
});
