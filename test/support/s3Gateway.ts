import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { toolFolder } from "../../src/engine/install/toolFolder.ts";
import { s3GatewayTool } from "../../src/engine/install/tools.ts";
import { which } from "../../src/engine/install/which.ts";
import { cachedPath } from "../../src/engine/install/toolFolder.ts";
import { freePort } from "./freePort.ts";

/** A real S3 service over a directory. */
export interface S3Gateway {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Variables with the credentials. */
  readonly env: Readonly<Record<string, string>>;
  /** Directory of the bucket: every object is a file there. */
  readonly directory: string;
  readonly stop: () => Promise<void>;
}

const env = {
  AWS_ACCESS_KEY_ID: "ncfTestAccessKey",
  AWS_SECRET_ACCESS_KEY: "ncfTestSecretKey",
  AWS_REGION: "us-east-1",
  AWS_EC2_METADATA_DISABLED: "true",
};

/** Starts the S3 gateway that the set-up brought, with one bucket. */
export async function startS3Gateway(): Promise<S3Gateway> {
  const ports = { env: process.env, homeDir: homedir() };
  const program = which(s3GatewayTool.program, process.env["PATH"]) ?? cachedPath(s3GatewayTool, ports);
  const root = mkdtempSync(join(tmpdir(), "ncf-s3-"));
  const bucket = "ncf-test";
  mkdirSync(join(root, bucket));
  const port = await freePort();
  const child = spawn(program, ["--port", `127.0.0.1:${port}`, "--quiet", "posix", root], {
    env: {
      PATH: process.env["PATH"],
      ROOT_ACCESS_KEY: env.AWS_ACCESS_KEY_ID,
      ROOT_SECRET_KEY: env.AWS_SECRET_ACCESS_KEY,
    },
    stdio: "ignore",
  });
  const ended = once(child, "close").catch(() => {
    throw new Error(
      `${program} does not run: node scripts/setup.js --s3-gateway brings it to ${toolFolder(s3GatewayTool, ports)}`,
    );
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await Promise.race([listens(endpoint), ended.then(() => Promise.reject(new Error(`${program} ended`)))]);
  return {
    endpoint,
    bucket,
    env,
    directory: join(root, bucket),
    async stop() {
      child.kill("SIGKILL");
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function listens(endpoint: string): Promise<void> {
  for (;;) {
    const response = await fetch(endpoint).catch(() => undefined);
    if (response !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
