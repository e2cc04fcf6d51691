import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { engineProgram } from "../support/engineProgram.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { textBelow } from "../support/textBelow.ts";

let test: NcfFolder;
afterEach(() => test.close());

const canary = "canary-5b1e9d20c4";

const orders = `name: orders
config:
  release: { type: string }
  dsn: { type: string, secret: true }
  sizes: { type: object, default: { small: { level: 1 }, large: { level: 3 } } }
resources:
  first:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { name: "\${release}", dsn: "\${dsn}", tables: [users, orders] }
    options: { protect: false, retainOnDelete: true, customTimeouts: { create: 10m } }
  other:
    type: ncf:ActionInvocation
    properties: { actionName: echo }
  sized:
    type: ncf:ActionInvocation
    each: \${sizes}
    properties:
      actionName: echo
      params: { key: "\${each.key}", level: "\${each.value.level}", table: "\${first.result.tables[1]}" }
    options: { parent: "\${first}", dependsOn: ["\${other}"] }
outputs:
  table: \${first.result.tables[0]}
  levels: ["\${sized[\\"small\\"].result.level}", "\${sized[\\"large\\"].result.level}"]
  shown: release \${release} of \${pulumi.project}/\${pulumi.stack}
  hidden: { fn::toJSON: { dsn: "\${dsn}" } }
`;

const places = `name: places
config:
  word: { type: string }
  list: { type: array, default: [1] }
resources:
  say:
    type: command:local:Command
    properties:
      create: cat; echo " $WORD in $(basename $PWD)"
      update: echo "$PULUMI_COMMAND_STDOUT, then $WORD"
      delete: echo gone > ../trace
      dir: ./below
      stdin: I say
      environment: { WORD: "\${word}" }
      triggers: \${list}
outputs:
  said: \${say.stdout}
`;

interface ResourceRecord {
  readonly urn: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  readonly retainOnDelete?: boolean;
  readonly customTimeouts?: object;
  readonly sourcePosition?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** The resources in the state of a stack, by the end of their URN. */
function stateOf(project: string): (name: string) => ResourceRecord | undefined {
  const file = join(test.folder, ".ncf/state/.pulumi/stacks", project, "dev.json");
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as {
    checkpoint: { latest: { resources?: readonly ResourceRecord[] } };
  };
  return (name) => checkpoint.latest.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
}

describe("a stack file on the real engine", () => {
  it("registers its resources with options, dependencies and places, keeps secrets, and calls nothing when nothing changed", async () => {
    test = await openNcfFolder(orders);
    const { run, emulator, folder } = test;
    const options = `. -s dev -c release=7 --secret dsn=${canary}`;
    const preview = await run(`ncf preview ${options}`);
    expect(preview).toMatchObject({ code: 0, stdout: expect.stringContaining("orders/dev: 4 calls") });
    expect(emulator.ledger.posts).toEqual([]);

    const up = await run(`ncf up ${options} --yes`);
    expect(up).toMatchObject({ code: 0 });
    // The parts are secret, and not the list.
    expect(up.stdout).toContain(`table = [secret]
levels = ["[secret]","[secret]"]
shown = release 7 of orders/dev
hidden = [secret]
`);
    const { stdout } = await run("ncf outputs . -s dev --json --show-secrets");
    expect(JSON.parse(stdout)).toEqual({
      table: "users",
      levels: [1, 3],
      shown: "release 7 of orders/dev",
      hidden: JSON.stringify({ dsn: canary }),
    });
    const named = stateOf("orders");
    const { urn: first = "" } = named("first") ?? {};
    expect(named("first")).toMatchObject({
      retainOnDelete: true,
      customTimeouts: { create: 600 },
      sourcePosition: "project:///stack.yaml#7,3",
    });
    expect(named("sized-large")).toMatchObject({
      parent: first,
      dependencies: expect.arrayContaining([first, named("other")?.urn]),
      propertyDependencies: { params: [first] },
      sourcePosition: "project:///stack.yaml#16,3",
    });
    expect(textBelow(folder) + up.stdout + up.stderr + preview.stdout).not.toContain(canary);

    const again = await run(`ncf up ${options} --yes`);
    expect(again.stdout.match(/: unchanged$/gm)).toHaveLength(4);
    expect(emulator.ledger.posts).toHaveLength(4);
  });

  it("reports all mistakes before it registers anything, and what goes wrong later at its place, without a stack trace", async () => {
    test = await openNcfFolder(
      orders.replace("tables[1]", "tabels[1]").replace("name: orders", "nmae: orders"),
    );
    const { run, emulator, folder } = test;
    const refused = await run(`ncf preview . -s dev --secret dsn=${canary}`);
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    for (const text of ["NCF_STACK_KEY_UNKNOWN: nmae", "stack.yaml:1:1"]) {
      expect(refused.stderr).toContain(text);
    }

    writeFileSync(join(folder, "stack.yaml"), orders.replace("tables[1]", "tabels[1]"));
    const missing = await run(`ncf up . -s dev --yes --secret dsn=${canary}`);
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("NCF_STACK_CONFIG_INVALID: release"),
    });

    const failed = await run(`ncf up . -s dev --yes -c release=7 --secret dsn=${canary}`);
    expect(failed.code).toBe(2);
    expect(failed.stderr).toContain("NCF_STACK_PATH_IMPOSSIBLE: ");
    expect(failed.stderr).toContain("--> stack.yaml:21:74");
    expect(refused.stderr + failed.stdout + failed.stderr).not.toMatch(/ {4}at |canary/);
    expect(emulator.ledger.posts.map(({ params }) => params)).toContainEqual(
      expect.objectContaining({ name: "7" }),
    );
  });

  it("reads encrypted config of the settings file, and reports what is wrong with it when the program runs", async () => {
    test = await openNcfFolder(orders);
    const { run, start, folder, emulator } = test;
    // The engine itself encrypts.
    expect(await run(`ncf up . -s dev --yes -c release=7 --secret dsn=${canary}`)).toMatchObject({ code: 0 });
    const encrypted = await encrypt(start, folder, emulator.url);
    writeFileSync(join(folder, "Pulumi.dev.yaml"), encrypted);
    expect(encrypted).not.toContain(canary);
    const same = await run("ncf up . -s dev --yes");
    expect(same).toMatchObject({ code: 0 });
    expect(emulator.ledger.posts).toHaveLength(4);

    writeFileSync(join(folder, "Pulumi.dev.yaml"), encrypted.replace("orders:release", "orders:other"));
    const missing = await run("ncf up . -s dev --yes");
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("NCF_STACK_CONFIG_INVALID: release");
    expect(missing.stderr).toContain("--> stack.yaml:3:3");
  });

  it("runs commands beside the file: created, updated, replaced by a trigger, deleted", async () => {
    test = await openNcfFolder(places);
    const { run, folder } = test;
    mkdirSync(join(folder, "below"));
    const up = async (options: string): Promise<readonly (string | undefined)[]> => {
      const { code, stdout } = await run(`ncf up . -s dev --yes --json ${options}`);
      expect(code).toBe(0);
      const events = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as { kind: string; step?: string; outputs?: { said: string } });
      const steps = events
        .filter(({ kind }) => kind === "started" || kind === "unchanged")
        .map(({ kind, step }) => step ?? kind);
      return [events.at(-1)?.outputs?.said, ...steps];
    };
    expect(await up("-c word=one")).toEqual(["I say one in below", "create"]);
    expect(stateOf("places")("say")?.inputs).toMatchObject({ dir: "below" });
    expect(await up("-c word=one")).toEqual(["I say one in below", "unchanged"]);
    expect(await up("-c word=two")).toEqual(["I say one in below, then two", "update"]);
    const replaced = await up("-c word=two -c list=[2]");
    expect(replaced[0]).toBe("I say two in below");
    expect(replaced).toEqual(expect.arrayContaining(["create-replacement", "delete-replaced"]));
    expect(readFileSync(join(folder, "trace"), "utf8")).toBe("gone\n");
    expect(await run("ncf destroy . -s dev --yes")).toMatchObject({ code: 0 });
  });

  it("reports a command that fails by its own message and place", async () => {
    test = await openNcfFolder(`name: failing
resources:
  seed: { type: "command:local:Command", properties: { create: "echo no table >&2; exit 3" } }
`);
    const { code, stderr } = await test.run("ncf up . -s dev --yes");
    expect(code).toBe(6);
    expect(stderr).toMatch(/^seed: NCF_ENGINE_FAILED: .*exit status 3/m);
    expect(stderr).toContain("no table");
    expect(stderr).toContain("--> stack.yaml:3:3");
    expect(stderr).not.toContain("update failed");
  });
});

/** Writes the settings of the stack with an encrypted value, as `pulumi config set --secret` does. */
async function encrypt(start: NcfFolder["start"], folder: string, endpoint: string): Promise<string> {
  const project = join(folder, "settings");
  mkdirSync(project);
  writeFileSync(join(project, "Pulumi.yaml"), "name: orders\nruntime: nodejs\n");
  const pulumi = `"${await engineProgram()}" -C "${project}"`;
  const env = { PULUMI_BACKEND_URL: `file://${folder}/.ncf/state` };
  for (const line of [
    `${pulumi} config set -s dev --non-interactive ncf:endpoint ${endpoint}`,
    `${pulumi} config set -s dev --non-interactive release 7`,
    `${pulumi} config set -s dev --non-interactive --secret dsn ${canary}`,
  ]) {
    const end = await start(line, env).end;
    expect(end).toMatchObject({ code: 0 });
  }
  return readFileSync(join(project, "Pulumi.dev.yaml"), "utf8");
}
