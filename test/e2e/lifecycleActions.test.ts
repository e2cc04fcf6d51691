import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import type { Emulator } from "../../src/emulator/index.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";
import { openYamlProject, type YamlProject } from "../support/openYamlProject.ts";

const canary = "canary-b7713f";

const called = ({ ledger }: Emulator): readonly (readonly [string, unknown])[] =>
  ledger.posts.map(({ actionName = "", params }) => [actionName, params]);

interface Tenant {
  readonly name: string;
  /** How onDelete ends. */
  readonly how?: string;
}

/** A stack with a tenant, and with what depends on it. */
const tenantFile = ({ name, how = "return" }: Tenant, more = ""): string => `name: orders
config:
  token: { type: string, secret: true }
resources:
  tenant:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { id: 42, name: ${name} }
      onUpdate:
        actionName: echo
        params: { id: "\${previous.result.id}", was: "\${previous.params.name}", name: ${name} }
      onDelete:
        actionName: end
        params: { how: ${how}, value: { dropped: "\${previous.result.id}" }, token: "\${token}" }
${more}`;

describe("in a stack file", () => {
  let test: NcfFolder;
  afterEach(() => test.close());
  const options = `stack.yaml --stack dev --secret token=${canary}`;
  const write = (text: string): void => writeFileSync(join(test.folder, "stack.yaml"), text);
  /** Returns the preview without the lines on address and account. */
  const preview = async (): Promise<string> => {
    const { stdout } = await test.run(`ncf preview ${options}`);
    return stdout.replace(/^calls go to .*\naccount .*\n/m, "");
  };

  it("an update and a deletion call their own actions with parts of the previous run, and previews show it", async () => {
    test = await openNcfFolder(tenantFile({ name: "mina" }));
    const { run, emulator } = test;
    expect((await run(`ncf up ${options} --yes`)).code).toBe(0);

    write(tenantFile({ name: "kim" }));
    expect(await preview()).toBe(`orders/dev: 1 call
  call  tenant  -/echo  {"id":"\${previous.result.id}","name":"kim","was":"\${previous.params.name}"}
        params.name: "mina" -> "kim"
`);
    expect((await run(`ncf up ${options} --yes`)).code).toBe(0);
    expect(called(emulator).at(-1)).toEqual(["echo", { id: 42, was: "mina", name: "kim" }]);
    expect(await preview()).toBe("orders/dev: 0 calls\n  keep  tenant  -/echo\n");

    write("name: orders\nconfig:\n  token: { type: string, secret: true }\nresources: {}\n");
    expect(await preview()).toBe(`orders/dev: 1 call
  delete  tenant  -/end  no longer declared  {"how":"return","token":"[secret]","value":{"dropped":"\${previous.result.id}"}}
`);
    const { stdout, stderr, code } = await run(`ncf up ${options} --yes`);
    expect(code).toBe(0);
    expect(stdout).toContain("tenant: calling -/end\n");
    expect(stdout).toContain("tenant: removed\n");
    expect(called(emulator).at(-1)).toEqual([
      "end",
      { how: "return", value: { dropped: 42 }, token: canary },
    ]);
    expect(stdout + stderr + readFileSync(join(test.folder, "journal.jsonl"), "utf8")).not.toContain(canary);
  });

  it("a change of the actions alone calls nothing, and counts at the next deletion", async () => {
    test = await openNcfFolder(tenantFile({ name: "mina", how: "throw" }));
    const { run, emulator } = test;
    await run(`ncf up ${options} --yes`);
    write(tenantFile({ name: "mina" }));
    expect(await preview()).toBe(
      "orders/dev: 0 calls\n  update  tenant  -/echo\n          onDelete: changed\n",
    );
    expect((await run(`ncf up ${options} --yes`)).code).toBe(0);
    expect(called(emulator)).toHaveLength(1);
    expect((await run(`ncf destroy ${options} --yes`)).code).toBe(0);
    expect(called(emulator).at(-1)?.[1]).toMatchObject({ how: "return" });
  });

  it("a deletion that fails keeps the resource, and the next one calls again", async () => {
    test = await openNcfFolder(tenantFile({ name: "mina", how: "throw" }));
    const { run, emulator } = test;
    await run(`ncf up ${options} --yes`);
    const failed = await run(`ncf destroy ${options} --yes`);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain("tenant: NCF_ACTION_FAILED: -/end ran and failed");
    expect(failed.stderr).toContain("the resource is kept until then");
    // The logs of the run are a part of the message.
    expect(failed.stderr).toMatch(/ {2}logs:\n {2}\| .*ending by throw/);

    write(tenantFile({ name: "mina" }));
    expect((await run(`ncf up ${options} --yes`)).code).toBe(0);
    expect((await run(`ncf destroy ${options} --yes`)).code).toBe(0);
    expect(called(emulator).map(([action]) => action)).toEqual(["echo", "end", "end"]);
    expect((await run(`ncf destroy ${options} --yes`)).code).toBe(0);
    expect(called(emulator)).toHaveLength(3);
  });

  /** Kills a runner when the run of onDelete has ended and its response is on the way. */
  async function killInDeletion(): Promise<void> {
    const { start, run, emulator } = test;
    const held = new EventEmitter();
    emulator.faults.add({
      on: "POST",
      fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
    });
    const killed = start(`ncf destroy ${options} --yes`);
    const [made] = emulator.ledger.runs;
    await emulator.ledger.whenRun((one) => one !== made && one.endedAt !== undefined);
    killed.child.kill("SIGKILL");
    await killed.end;
    held.emit("release");
    await run("ncf cancel stack.yaml --stack dev");
  }

  it("a runner that is killed in the middle of a deletion, and then deletes again, makes one call", async () => {
    test = await openNcfFolder(`name: orders
config:
  token: { type: string, secret: true }
resources:
  tenant:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { id: 42 }
      onDelete: { actionName: echo, params: { dropped: "\${previous.result.id}" } }
      idempotencyParam: key
`);
    const { run, emulator } = test;
    await run(`ncf up ${options} --yes`);
    await killInDeletion();
    const again = await run(`ncf destroy ${options} --yes`);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("not calling again") });
    const { activationId } = emulator.ledger.runs[0] ?? {};
    const key = `ncf:orders/dev/tenant%2FonDelete%2F${activationId}/1`;
    expect(called(emulator).slice(1)).toEqual([["echo", { dropped: 42, key }]]);
  });

  it("a deletion whose outcome is unknown keeps the resource until it is settled", async () => {
    const { how, waits } = { how: "return", waits: "      waitFor: 0\n" };
    test = await openNcfFolder(tenantFile({ name: "mina", how }, waits));
    const { run, emulator } = test;
    await run(`ncf up ${options} --yes`);
    await killInDeletion();
    const again = await run(`ncf destroy ${options} --yes`);
    expect(again).toMatchObject({ code: 5, stderr: expect.stringContaining("NCF_OUTCOME_UNKNOWN") });
    const [, resolve = ""] = /It ran: (ncf resolve .* --ran )/.exec(again.stderr) ?? [];
    expect(resolve).toContain("tenant/onDelete/");
    const { activationId } = emulator.ledger.runs[1] ?? {};
    expect(await run(`${resolve}${activationId}`)).toMatchObject({ code: 0 });
    expect(await run(`ncf destroy ${options} --yes`)).toMatchObject({ code: 0 });
    expect(called(emulator)).toHaveLength(2);
  });

  it("a resource that the engine replaces is deleted as it was", async () => {
    const replaced = (name: string): string =>
      tenantFile({ name }, "    options: { replaceOnChanges: [params] }\n");
    test = await openNcfFolder(replaced("mina"));
    const { run, emulator } = test;
    await run(`ncf up ${options} --yes`);
    write(replaced("kim"));
    expect((await run(`ncf up ${options} --yes`)).code).toBe(0);
    expect(called(emulator).slice(1)).toEqual([
      ["echo", { id: 42, name: "kim" }],
      ["end", expect.objectContaining({ value: { dropped: 42 } })],
    ]);
    expect((await run(`ncf preview ${options}`)).stdout).toContain("0 calls");
  });

  it("a step that fails tells which calls ran before it, and how to undo them", async () => {
    const broken = `  warm:
    type: ncf:ActionInvocation
    properties: { actionName: end, params: { how: throw, id: "\${tenant.result.id}" } }
`;
    test = await openNcfFolder(tenantFile({ name: "mina" }, broken));
    const { run, emulator } = test;
    const { code, stderr } = await run(`ncf up ${options} --yes`);
    expect(code).toBe(1);
    const [, command = ""] = /to undo with onDelete \(tenant calls -\/end\): (.*)\n$/.exec(stderr) ?? [];
    expect(stderr).toContain("already ran in this deployment, and not undone: tenant (-/echo)\n");
    expect(command).toBe("ncf destroy stack.yaml --stack dev --target tenant");
    expect((await run(`${command} --yes`)).code).toBe(6);
    expect((await run(`ncf destroy ${options} --target warm --yes`)).code).toBe(0);
    expect((await run(`${command} --yes`)).code).toBe(0);
    expect(called(emulator).at(-1)).toEqual(["end", expect.objectContaining({ value: { dropped: 42 } })]);

    const lines = (await run(`ncf up ${options} --yes --json`)).stdout.trim().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line)).at(-1)).toMatchObject({
      kind: "summary",
      result: "failed",
      ran: [{ name: "tenant", action: "-/echo", onDelete: "-/end" }],
    });
  });

  it("logs that are always wanted are printed after a call that succeeded", async () => {
    test = await openNcfFolder(`name: orders
resources:
  one:
    type: ncf:ActionInvocation
    properties: { actionName: end, params: { how: return, value: {} }, logs: always }
`);
    const { stdout } = await test.run("ncf up stack.yaml --stack dev --yes");
    expect(stdout).toMatch(/one: logs:\n {2}\| .*ending by return\n/);
  });
});

describe("in a program", () => {
  let test: TestStack;
  afterEach(() => test.close());

  it("an update and a deletion call their own actions, and Pulumi's message has logs and earlier calls", async () => {
    let name = "mina";
    let how: string | undefined = "throw";
    let fails = false;
    test = await openTestStack({
      program: async () => {
        const tenant = new ActionInvocation("tenant", {
          actionName: "echo",
          params: { id: 42, name },
          onUpdate: {
            actionName: "echo",
            params: ({ params, result }) => ({ id: result["id"], was: params["name"], text: `now ${name}` }),
          },
          onDelete: {
            actionName: "end",
            params: ({ result }) => ({ how, value: { dropped: result["id"] } }),
          },
        });
        const after = fails
          ? [
              new ActionInvocation(
                "after",
                { actionName: "end", params: { how: "throw" } },
                { dependsOn: tenant },
              ),
            ]
          : [];
        return { id: tenant.result.apply((result) => result["id"]), after: after.length };
      },
    });
    const { stack, emulator, run, events } = test;
    await run((handles) => stack.up(handles));
    name = "kim";
    fails = true;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_ACTION_FAILED" });
    expect(called(emulator)[1]).toEqual(["echo", { id: 42, was: "mina", text: "now kim" }]);
    const said = JSON.stringify(events);
    expect(said).toMatch(/logs:\\n\s*\| [^"]*ending by throw/);
    expect(said).toContain("already ran in this deployment, and not undone: tenant (-/echo)");
    expect(said).toContain("pulumi destroy --target '**::tenant'");

    fails = false;
    await run((handles) => stack.up(handles));
    await expect(run((handles) => stack.destroy(handles))).rejects.toThrow("-/end ran and failed");
    expect((await test.resource("tenant"))?.outputs).toMatchObject({ generation: 2 });
    how = "return";
    const { summary } = await run((handles) => stack.up(handles));
    expect(summary.resourceChanges).toEqual({ same: 1, update: 1 });
    await run((handles) => stack.destroy(handles));
    expect(
      called(emulator)
        .slice(2)
        .map(([action, params]) => [action, (params as JsonObject)["how"]]),
    ).toEqual([
      ["end", "throw"],
      ["end", "throw"],
      ["end", "return"],
    ]);
    expect((await stack.exportStack()).deployment.resources ?? []).toEqual([]);
  });
});

describe("in Pulumi YAML", () => {
  let project: YamlProject;
  afterEach(() => project.close());

  it("references are written with two dollar signs, and secrets stay secret", async () => {
    project = await openYamlProject({
      program: `config:
  token: { type: string, secret: true }
resources:
  one:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { id: 42, token: "\${token}" }
      onDelete: { actionName: echo, params: { gone: "$\${previous.result.id}", token: "$\${previous.params.token}" } }
`,
    });
    await project.must("config", "set", "--secret", "yaml:token", canary);
    await project.must("up", "--yes", "--skip-preview");
    expect(project.state()).not.toContain(canary);
    await project.must("destroy", "--yes", "--skip-preview");
    expect(called(project.emulator).at(-1)).toEqual(["echo", { gone: 42, token: canary }]);
  });
});
