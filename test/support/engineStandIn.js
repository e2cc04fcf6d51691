// Starts a provider as an engine does, by its launcher, and lives until it is killed: the SDK's host of dynamic providers by default.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";

const launcher =
  process.env["PROVIDER_LAUNCHER"] ??
  createRequire(import.meta.url).resolve("@pulumi/pulumi/pulumi-resource-pulumi-nodejs");
// It asks nothing of the engine, whose address it insists on.
spawn(launcher, ["127.0.0.1:1"], { stdio: ["ignore", "inherit", "inherit"], detached: true });
