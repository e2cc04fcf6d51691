import { describe, expect, test } from "vitest";
import { backendId, type BackendDeps, findBackend } from "../../../src/journal/backend.ts";
import {
  isShared,
  type JournalLocation,
  journalLocation,
  journalOptions,
  locationName,
} from "../../../src/journal/journalLocation.ts";

const owner = { project: "shop", stack: "prod" };

/** A machine with some files. */
function machine(env: Record<string, string> = {}, files: Record<string, string> = {}): BackendDeps {
  return {
    env,
    homeDir: "/home/kim",
    operatingSystem: "linux",
    cwd: "/repo/shop",
    readText: (path) => files[path],
  };
}

function placeOf(location: JournalLocation): string {
  return location.kind === "bucket" ? location.url : locationName(location);
}

const login = (current: string): Record<string, string> => ({
  "/home/kim/.pulumi/credentials.json": JSON.stringify({ current }),
});
const cloud = backendId("https://api.pulumi.com", machine());

describe("the journal is", () => {
  test.each<[string, BackendDeps, JournalLocation["kind"], string]>([
    [
      "on this machine where no backend is named",
      machine(),
      "file",
      `/home/kim/.local/state/ncf/journal/shop/prod-${cloud}.jsonl`,
    ],
    [
      "on this machine with Pulumi Cloud",
      machine({}, login("https://api.pulumi.com/")),
      "file",
      `/home/kim/.local/state/ncf/journal/shop/prod-${cloud}.jsonl`,
    ],
    [
      "under XDG_STATE_HOME",
      machine({ XDG_STATE_HOME: "/var/s" }),
      "file",
      `/var/s/ncf/journal/shop/prod-${cloud}.jsonl`,
    ],
    [
      "not under a relative XDG_STATE_HOME",
      machine({ XDG_STATE_HOME: "s" }),
      "file",
      `/home/kim/.local/state/ncf/journal/shop/prod-${cloud}.jsonl`,
    ],
    [
      "under LOCALAPPDATA on Windows",
      { ...machine({ LOCALAPPDATA: "/local" }), operatingSystem: "win32" },
      "file",
      `/local/ncf/journal/shop/prod-${cloud}.jsonl`,
    ],
    [
      "beside the state in the directory of PULUMI_BACKEND_URL",
      machine({ PULUMI_BACKEND_URL: "file:///share/state?no_tmp_dir=true" }),
      "directory",
      "/share/state/.ncf-journal/shop/prod",
    ],
    [
      "in a directory whose name is escaped in the URL",
      machine({ PULUMI_BACKEND_URL: "file:///share/my%20state" }),
      "directory",
      "/share/my state/.ncf-journal/shop/prod",
    ],
    [
      "in a directory of the home directory",
      machine({ PULUMI_BACKEND_URL: "file://~/state" }),
      "directory",
      "/home/kim/state/.ncf-journal/shop/prod",
    ],
    [
      "in the home directory",
      machine({ PULUMI_BACKEND_URL: "file://~" }),
      "directory",
      "/home/kim/.ncf-journal/shop/prod",
    ],
    [
      "beside the state in the bucket of the login",
      machine({}, login("s3://states/team?region=kr-standard&endpoint=kr.object.ncloudstorage.com")),
      "bucket",
      "s3://states/team/.ncf-journal/shop/prod?region=kr-standard&endpoint=kr.object.ncloudstorage.com",
    ],
    [
      "beside the state that Pulumi.yaml names, although the login is another one",
      machine(
        {},
        { ...login("s3://other"), "/repo/Pulumi.yaml": "name: shop\nbackend:\n  url: s3://states\n" },
      ),
      "bucket",
      "s3://states/.ncf-journal/shop/prod",
    ],
    [
      "beside the state of PULUMI_BACKEND_URL, although Pulumi.yaml names another one",
      machine(
        { PULUMI_BACKEND_URL: "s3://first" },
        { "/repo/shop/Pulumi.yaml": "name: shop\nbackend: { url: s3://states }\n" },
      ),
      "bucket",
      "s3://first/.ncf-journal/shop/prod",
    ],
    [
      "where PULUMI_HOME has the login",
      machine(
        { PULUMI_HOME: "/ci/pulumi" },
        { "/ci/pulumi/credentials.json": JSON.stringify({ current: "s3://ci" }) },
      ),
      "bucket",
      "s3://ci/.ncf-journal/shop/prod",
    ],
    ["the file of NCF_JOURNAL", machine({ NCF_JOURNAL: "/ci/j" }), "file", "/ci/j"],
    ["a relative NCF_JOURNAL from the directory", machine({ NCF_JOURNAL: "j" }), "file", "/repo/shop/j"],
    [
      "in the directory of NCF_JOURNAL",
      machine({ NCF_JOURNAL: "file:///share/j", PULUMI_BACKEND_URL: "s3://states" }),
      "directory",
      "/share/j/shop/prod",
    ],
    [
      "in the bucket of NCF_JOURNAL",
      machine({ NCF_JOURNAL: "s3://journals/?region=us-east-1" }),
      "bucket",
      "s3://journals/shop/prod?region=us-east-1",
    ],
    ["off", machine({ NCF_JOURNAL: "off", PULUMI_BACKEND_URL: "s3://states" }), "off", "off"],
  ])("%s", (_where, deps, kind, place) => {
    const location = journalLocation(owner, deps);
    expect([location.kind, placeOf(location)]).toEqual([kind, place]);
    expect(isShared(location)).toBe(kind === "directory" || kind === "bucket");
  });

  test("in one directory and file, whatever the names hold", () => {
    const location = journalLocation(
      { project: "..", stack: "org/팀/*" },
      machine({ NCF_JOURNAL: "file:///j" }),
    );
    expect(placeOf(location)).toBe("/j/%2E%2E/org%2F%ED%8C%80%2F%2A");
  });

  test.each(["gs://states", "azblob://states?storage_account=shop", "postgres://kim:secret@db/state"])(
    "on this machine with %s, in a file of that backend",
    (url) => {
      const location = journalLocation(owner, machine({ PULUMI_BACKEND_URL: url }));
      expect(location.kind).toBe("file");
      expect(placeOf(location)).toMatch(/\/shop\/prod-[0-9a-f]{10}\.jsonl$/);
      expect(placeOf(location)).not.toContain(cloud);
      expect(JSON.stringify(location)).not.toContain("secret");
    },
  );

  test("refused at an empty NCF_JOURNAL and at another scheme", () => {
    expect(() => journalLocation(owner, machine({ NCF_JOURNAL: "" }))).toThrow("NCF_JOURNAL is empty");
    expect(() => journalLocation(owner, machine({ NCF_JOURNAL: "gs://x" }))).toThrow(
      "gs://, which is not supported",
    );
  });
});

describe("a relative file:// backend", () => {
  const env = { PULUMI_BACKEND_URL: "file://./state", PWD: "/work" };
  const meta = (directory: string) => ({ [`${directory}/.pulumi/meta.yaml`]: "version: 1" });

  test.each([
    ["the directory of the process", "/repo/shop/state"],
    ["a directory above it", "/repo/state"],
    ["the directory of the shell", "/elsewhere/state"],
  ])("is found from %s, where its state is", (_from, state) => {
    const deps = machine({ ...env, PWD: "/elsewhere" }, meta(state));
    expect(placeOf(journalLocation(owner, deps))).toBe(`${state}/.ncf-journal/shop/prod`);
  });

  test("is taken from the directory of the process while it has no state", () => {
    expect(placeOf(journalLocation(owner, machine(env)))).toBe("/repo/shop/state/.ncf-journal/shop/prod");
  });
});

describe("backends are one and the same", () => {
  const id = (url: string): string => backendId(url, machine());
  test.each([
    ["https://api.pulumi.com", "https://API.pulumi.com/"],
    ["file:///share/state", "file:///share/x/../state/?no_tmp_dir=true"],
    [
      "s3://states/team?region=a&endpoint=https://kr.example",
      "s3://states/team/?endpoint=kr.example&profile=ci",
    ],
    ["postgres://kim:one@db/state", "postgres://lee:two@db/state"],
  ])("%s and %s", (one, other) => expect(id(one)).toBe(id(other)));

  test.each([
    ["https://api.pulumi.com", "https://pulumi.example.com"],
    ["s3://states/team", "s3://states/other"],
    ["s3://states?endpoint=a.example", "s3://states?endpoint=b.example"],
    ["file:///a", "file:///b"],
  ])("but not %s and %s", (one, other) => expect(id(one)).not.toBe(id(other)));
});

test("unreadable files of Pulumi count as absent, since the CLI reports them", () => {
  const deps = {
    ...machine(),
    readText: (path: string) => {
      if (path.endsWith("credentials.json")) return "{";
      throw new Error("EACCES");
    },
  };
  expect(findBackend(deps)).toEqual({ url: "https://api.pulumi.com", source: "default" });
});

describe("ncf resolve finds the journal", () => {
  test.each<[string, Record<string, string>, readonly string[] | undefined]>([
    ["by itself with the login of this machine", {}, []],
    ["by the backend", { PULUMI_BACKEND_URL: "file://./state" }, ["--backend", "file:///repo/shop/state"]],
    ["by the bucket", { PULUMI_BACKEND_URL: "s3://b?region=r" }, ["--backend", "s3://b?region=r"]],
    ["without a backend that may hold a password", { PULUMI_BACKEND_URL: "postgres://kim:secret@db/s" }, []],
    ["by its path", { NCF_JOURNAL: "j.jsonl" }, ["--journal", "/repo/shop/j.jsonl"]],
    ["by its directory", { NCF_JOURNAL: "file://j" }, ["--journal", "file:///repo/shop/j"]],
    ["by its URL", { NCF_JOURNAL: "s3://j?region=r" }, ["--journal", "s3://j?region=r"]],
    ["nowhere, when none is kept", { NCF_JOURNAL: "off" }, undefined],
  ])("%s", (_how, env, options) => expect(journalOptions(owner, machine(env))).toEqual(options));

  test("at the same place by the options that are printed", () => {
    for (const named of ["j.jsonl", "file://j", "s3://j/k?region=r"]) {
      const deps = machine({ NCF_JOURNAL: named });
      const [, journal = ""] = journalOptions(owner, deps) ?? [];
      const elsewhere = { ...machine({ NCF_JOURNAL: journal }), cwd: "/" };
      expect(placeOf(journalLocation(owner, elsewhere))).toBe(placeOf(journalLocation(owner, deps)));
    }
  });
});
