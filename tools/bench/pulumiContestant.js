import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openStack } from "../../dist/engine/openStack.js";
import { benchKeys } from "./benchKeys.js";
import { stateBytes } from "./stateBytes.js";
import { watchMemory } from "./watchMemory.js";

/**
 * A new stack of so many resources on the real engine, checkpoints on.
 * @param {{
 *   engine: import("../../dist/engine/install/Engine.js").Engine,
 *   origin: string,
 *   folder: string,
 *   count: number,
 *   parallel: number,
 *   type: string,
 *   declare: (name: string, params: object) => unknown,
 * }} options `folder` is new; `type` and `declare` are of the resource
 * @returns {Promise<import("./measureDeployments.js").Contestant>}
 */
export async function pulumiContestant({ engine, origin, folder, count, parallel, type, declare }) {
  const backend = join(folder, "state");
  const workDir = join(folder, "work");
  for (const made of [backend, workDir]) mkdirSync(made, { recursive: true });
  const stack = await openStack({
    engine,
    project: "bench",
    stack: "bench",
    backendUrl: pathToFileURL(backend).href,
    workDir,
    pulumiHome: join(folder, "home"),
    env: {
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
      NCLOUD_ACCESS_KEY: benchKeys.accessKey,
      NCLOUD_SECRET_KEY: benchKeys.secretKey,
      NCF_JOURNAL: join(folder, "journal.jsonl"),
    },
    config: { "ncf:endpoint": { value: origin } },
    program: async () => {
      for (let i = 0; i < count; i += 1) declare(`migrate-${i}`, { version: "2026-11", number: i });
    },
  });
  let peakBytes;
  const up = async (change) => {
    const { summary } = await stack.up({ parallel });
    const changed = summary.resourceChanges?.[change] ?? 0;
    if (changed < count) throw new Error(`${changed} of ${count} resources went through ${change}`);
  };
  return {
    preview: () => stack.preview({ parallel }),
    create: async () => {
      ({ peakBytes } = await watchMemory(() => up("create")));
    },
    again: () => up("same"),
    look: async () => ({ peakBytes, ...stateBytes(await stack.exportStack(), type) }),
  };
}
