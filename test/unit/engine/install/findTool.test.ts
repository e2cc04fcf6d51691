import { hostname } from "node:os";
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findEngine } from "../../../../src/engine/install/findEngine.ts";
import { findTool } from "../../../../src/engine/install/findTool.ts";
import { rememberVersion } from "../../../../src/engine/install/rememberedVersions.ts";
import { engineTool, yamlHostTool } from "../../../../src/engine/install/tools.ts";
import { cacheNames, goAnswer, scene, versionAnswer, writeExecutable } from "./scene.ts";

const made = [engineTool.pinnedVersion];

describe("findEngine", () => {
  test("takes a new enough engine on PATH before any other", async () => {
    const here = scene();
    here.cacheEngine("v3.259.0");
    const path = here.installProgram("pulumi", versionAnswer("v3.218.0"));
    expect(await findEngine(here)).toEqual({ path, version: "3.218.0", why: "found on PATH" });
  });

  test.each(["v3.217.9", "v2.300.0", "v4.0.0", "", "nonsense"])(
    "passes over an engine on PATH that says %j",
    async (version) => {
      const here = scene();
      here.installProgram("pulumi", versionAnswer(version));
      const path = here.cacheEngine("v3.259.0");
      expect(await findEngine(here)).toEqual({ path, version: "3.259.0", why: "found in the cache" });
    },
  );

  test("runs an engine for its version once, and again when the executable was replaced", async () => {
    const here = scene();
    const path = here.installProgram("pulumi", versionAnswer("v3.218.0"));
    await findEngine(here);
    expect(await findEngine(here)).toEqual({ path, version: "3.218.0", why: "found on PATH" });
    expect(here.ran).toEqual(["pulumi version"]);
    utimesSync(path, 1, 1);
    here.answers.set(path, versionAnswer("v3.219.0"));
    expect(await findEngine(here)).toMatchObject({ version: "3.219.0" });
    expect(here.ran).toHaveLength(2);
  });

  test("builds with Go when the official site cannot be reached", async () => {
    const here = scene();
    here.installProgram("go", goAnswer());
    expect(await findEngine(here)).toMatchObject({ why: "installed by build with Go" });
    expect(here.ran).toEqual(["go env", "go build", "pulumi version"]);
    expect(here.lines).toEqual([expect.stringContaining("usually 4 minutes")]);
    expect(cacheNames(here)).toEqual(made);
  });

  test("builds with Go when the download is interrupted, and leaves no partial download", async () => {
    const here = scene({
      download: async (_url, path) => {
        writeExecutable(path);
        throw new Error("the download broke off");
      },
    });
    here.installProgram("go", goAnswer());
    expect(await findEngine(here)).toMatchObject({ why: "installed by build with Go" });
    expect(cacheNames(here)).toEqual(made);
    expect(readdirSync(here.target)).toEqual(["bin", "sha256.json"]);
  });

  test("replaces a cached engine that has changed since it was installed, and does not run it", async () => {
    const here = scene();
    here.installProgram("go", goAnswer());
    const { path } = await findEngine(here);
    const { atime, mtime } = statSync(path);
    writeFileSync(path, "another");
    utimesSync(path, atime, mtime);
    here.ran.length = 0;
    expect(await findEngine(here)).toMatchObject({ path, why: "installed by build with Go" });
    expect(here.ran).toEqual(["go env", "go build", "pulumi version"]);
    expect(here.lines).toContainEqual(expect.stringContaining("has changed since it was installed"));
    expect(readFileSync(path, "utf8")).toBe("");
  });

  test("says that a cached engine has changed where no other can be had", async () => {
    const here = scene();
    here.installProgram("go", goAnswer());
    const { path } = await findEngine(here);
    here.answers.set(path, versionAnswer("v3.259.0"));
    writeFileSync(path, "another");
    here.installProgram("go", () => ({ code: 1, stderr: "no network" }));
    await expect(findEngine(here)).rejects.toThrow(/in the cache: .* has changed since it was installed/);
  });

  test("compares a cached engine that was not touched only where it is asked to be thorough", async () => {
    const here = scene();
    here.installProgram("go", goAnswer());
    const { path } = await findEngine(here);
    writeFileSync(path, "another");
    // As whatever writes the cache could do as well.
    rememberVersion(engineTool, path, "3.259.0", here.ports);
    expect(await findEngine(here)).toMatchObject({ why: "found in the cache" });
    expect(await findEngine({ ...here, isThorough: true })).toMatchObject({
      why: "installed by build with Go",
    });
  });

  test("records the checksum of a cached engine that has none", async () => {
    const here = scene();
    const path = here.cacheEngine("v3.259.0");
    expect(await findEngine(here)).toMatchObject({ why: "found in the cache" });
    writeFileSync(path, "another");
    here.installProgram("go", goAnswer());
    expect(await findEngine(here)).toMatchObject({ why: "installed by build with Go" });
  });

  test("replaces a cached engine that does not run", async () => {
    const here = scene();
    let isBuilt = false;
    const path = here.cacheEngine("v3.259.0");
    here.answers.set(path, () => (isBuilt ? { stdout: "v3.259.0" } : { code: 1, stderr: "damaged" }));
    here.installProgram(
      "go",
      goAnswer(() => {
        isBuilt = true;
        return {};
      }),
    );
    expect(await findEngine(here)).toMatchObject({ path, why: "installed by build with Go" });
  });

  test("reports why each attempt failed, and leaves nothing behind", async () => {
    const here = scene();
    here.installProgram("pulumi", versionAnswer("v3.100.0"));
    here.installProgram(
      "go",
      goAnswer(() => ({ code: 1, stderr: "proxy.golang.org: no route" })),
    );
    await expect(findEngine(here)).rejects.toMatchObject({
      code: "NCF_ENGINE_MISSING",
      message: expect.stringMatching(
        /on PATH: .*3\.100\.0; 3\.218\.0 or later(.|\n)*in the cache: (.|\n)*official download: .*no such host(.|\n)*build with Go: go build failed: .*no route(.|\n)*hint: install Pulumi/,
      ),
    });
    expect(cacheNames(here)).toEqual([]);
  });

  test.each([
    { title: "there is no Go", go: undefined, reason: "go is not on PATH" },
    {
      title: "Go is too old",
      go: () => ({ code: 1, stderr: "go: go.mod requires go >= 1.25.11" }),
      reason: "go.mod requires go >= 1.25.11",
    },
  ])("says so when $title", async ({ go, reason }) => {
    const here = scene();
    if (go !== undefined) here.installProgram("go", go);
    await expect(findEngine(here)).rejects.toThrow(reason);
  });

  test("reports that an installed package has no Go module to build", async () => {
    const here = scene({ goModule: "/nowhere" });
    here.installProgram("go", goAnswer());
    await expect(findEngine(here)).rejects.toThrow("no Go module at /nowhere");
  });

  test("an interrupted build leaves neither a half-made engine nor a lock", async () => {
    const here = scene();
    const interrupt = new AbortController();
    here.installProgram(
      "go",
      goAnswer(() => {
        interrupt.abort(new Error("interrupted"));
        return {};
      }),
    );
    await expect(findEngine({ ports: here.ports, signal: interrupt.signal })).rejects.toThrow("interrupted");
    expect(cacheNames(here)).toEqual([]);
  });

  test("of two in parallel, one builds, and the other waits and uses the same engine", async () => {
    const here = scene();
    here.installProgram("go", goAnswer());
    const engines = await Promise.all([findEngine(here), findEngine(here)]);
    expect(engines.map(({ why }) => why).sort()).toEqual([
      "found in the cache",
      "installed by build with Go",
    ]);
    expect(here.ran.filter((command) => command === "go build")).toHaveLength(1);
    expect(here.lines).toContainEqual(expect.stringContaining("waiting for it"));
    expect(cacheNames(here)).toEqual(made);
  });

  test.each([
    { title: "a dead process", owner: `77 ${hostname()}`, isAlive: false, touchedAgoSeconds: 0 },
    {
      title: "a process that has not touched it for long",
      owner: `77 ${hostname()}`,
      isAlive: true,
      touchedAgoSeconds: 31,
    },
    { title: "another machine that has gone", owner: "77 elsewhere", isAlive: true, touchedAgoSeconds: 31 },
  ])(
    "takes over the lock of $title, and removes what it left",
    async ({ owner, isAlive, touchedAgoSeconds }) => {
      const here = scene({ isAlive: () => isAlive });
      here.installProgram("go", goAnswer());
      mkdirSync(`${here.target}.part-left`, { recursive: true });
      const lock = `${here.target}.lock`;
      writeFileSync(lock, owner);
      const touchedAt = Date.now() / 1000 - touchedAgoSeconds;
      utimesSync(lock, touchedAt, touchedAt);
      expect(await findEngine(here)).toMatchObject({ why: "installed by build with Go" });
      expect(cacheNames(here)).toEqual(made);
    },
  );

  test("waits for a lock whose owner lives until it is interrupted", async () => {
    const interrupt = new AbortController();
    const here = scene({ report: () => interrupt.abort(new Error("interrupted")) });
    mkdirSync(join(here.target, ".."), { recursive: true });
    writeFileSync(`${here.target}.lock`, `77 ${hostname()}`);
    await expect(findEngine({ ports: here.ports, signal: interrupt.signal })).rejects.toThrow("interrupted");
    expect(readFileSync(`${here.target}.lock`, "utf8")).toContain("77");
  });
});

describe("finding the Pulumi YAML language host", () => {
  test("takes the one on PATH where it runs, without a version of its own to ask for", async () => {
    const here = scene();
    here.cacheTool(yamlHostTool);
    const path = here.installProgram("pulumi-language-yaml", () => ({ stderr: "Usage of …" }));
    expect(await findTool(yamlHostTool, here)).toEqual({ path, version: "unknown", why: "found on PATH" });
    expect(here.ran).toEqual(["pulumi-language-yaml -help"]);
  });

  test("passes over one on PATH that does not run", async () => {
    const here = scene();
    const path = here.cacheTool(yamlHostTool);
    here.installProgram("pulumi-language-yaml", () => ({ code: 126, stderr: "exec format error" }));
    expect(await findTool(yamlHostTool, here)).toEqual({
      path,
      version: "1.38.1",
      why: "found in the cache",
    });
  });

  test("takes the one that the official download of the engine brought along", async () => {
    const here = scene();
    here.cacheEngine("v3.259.0");
    const path = join(here.target, "bin", "pulumi-language-yaml");
    writeExecutable(path);
    expect(await findTool(yamlHostTool, here)).toMatchObject({ path, why: "found in the cache" });
  });

  test("builds it beside the engine's cache, and downloads nothing for it", async () => {
    let downloads = 0;
    const here = scene({
      download: async () => {
        downloads += 1;
        throw new Error("no such host");
      },
    });
    here.installProgram("go", goAnswer());
    expect(await findTool(yamlHostTool, here)).toMatchObject({ why: "installed by build with Go" });
    expect(here.ran).toEqual(["go env", "go build", "pulumi-language-yaml -help"]);
    expect(downloads).toBe(0);
    expect(cacheNames(here, yamlHostTool)).toEqual([yamlHostTool.pinnedVersion]);
    expect(cacheNames(here)).toEqual([]);
  });

  test("names every way that failed", async () => {
    const here = scene();
    await expect(findTool(yamlHostTool, here)).rejects.toMatchObject({
      code: "NCF_ENGINE_MISSING",
      message: expect.stringMatching(
        /no usable Pulumi YAML language host(.|\n)*on PATH: (.|\n)*in the cache: (.|\n)*official download: it comes with that of the Pulumi engine(.|\n)*build with Go: go is not on PATH/,
      ),
    });
  });
});

test.each([engineTool, yamlHostTool])(
  "the Go module pins the version of the $title that the code names",
  ({ goPackage, pinnedVersion }) => {
    const module = readFileSync(new URL("../../../../tools/engine/go.mod", import.meta.url), "utf8");
    const [required] = goPackage.split("/cmd/");
    expect(module).toContain(`\t${goPackage}\n`);
    expect(module).toContain(`\t${required} ${pinnedVersion} `);
  },
);
