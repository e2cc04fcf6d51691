import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Emulator } from "./Emulator.ts";
import { type CloudName, cloudRules } from "./gateway/cloudRules.ts";
import { startEmulator } from "./startEmulator.ts";

/**
 * Starts an emulator as the command line says, and prints what a caller has to set.
 * @param args - `DIR [--port N] [--cloud KR|SGN|JPN|gov|fin] [--namespace NAME] [--access-key KEY] [--secret-key KEY]`; keys are made up by default
 * @throws NCF_EMULATOR_INVALID for arguments that cannot be used
 */
export async function emulate(args: readonly string[], print: (line: string) => void): Promise<Emulator> {
  const { actionsDir, values } = parse(args);
  const accessKey = values["access-key"] ?? `ncp_iam_EMULATOR${randomBytes(8).toString("hex")}`;
  const secretKey = values["secret-key"] ?? `ncp_iam_EMULATOR${randomBytes(20).toString("hex")}`;
  const emulator = await startEmulator({
    actionsDir,
    credentials: { accessKey, secretKey },
    port: readPort(values.port),
    cloud: readCloud(values.cloud),
    ...(values.namespace === undefined ? {} : { namespace: values.namespace }),
  });
  print(`Cloud Functions (${values.cloud}) is emulated at ${emulator.url} with the actions of ${actionsDir}`);
  print(`export NCLOUD_ACCESS_KEY=${accessKey}`);
  // A key that was given is known to the caller, and may be a real one by mistake.
  print(`export NCLOUD_SECRET_KEY=${values["secret-key"] === undefined ? secretKey : "(as given)"}`);
  print(`pulumi config set ncf:endpoint ${emulator.url}`);
  return emulator;
}

interface Values {
  readonly port: string;
  readonly cloud: string;
  readonly namespace?: string | undefined;
  readonly "access-key"?: string | undefined;
  readonly "secret-key"?: string | undefined;
}

function parse(args: readonly string[]): { readonly actionsDir: string; readonly values: Values } {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: "string", default: "0" },
        cloud: { type: "string", default: "KR" },
        namespace: { type: "string" },
        "access-key": { type: "string" },
        "secret-key": { type: "string" },
      },
    });
    const [actionsDir, ...rest] = positionals;
    if (actionsDir !== undefined && rest.length === 0) return { actionsDir, values };
  } catch (cause) {
    return refuse((cause as Error).message, cause);
  }
  return refuse("one folder of actions is needed");
}

function readPort(text: string): number {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
    ? Number(text)
    : refuse(`--port ${text} is not 0 to 65535`);
}

function readCloud(text: string): CloudName {
  return Object.hasOwn(cloudRules, text)
    ? (text as CloudName)
    : refuse(`--cloud ${text} is not one of ${Object.keys(cloudRules).join(", ")}`);
}

function refuse(reason: string, cause?: unknown): never {
  throw new NcfError("NCF_EMULATOR_INVALID", { reason, cause });
}
