import { NcfError } from "../../diagnostics/ncfError.ts";

/**
 * Variables that contain the release, in order of precedence: this package's own, then the commits
 * of CI systems.
 */
const releaseVariables = [
  "NCF_RELEASE",
  "GITHUB_SHA",
  "CI_COMMIT_SHA",
  "GIT_COMMIT",
  "BITBUCKET_COMMIT",
  "CIRCLE_SHA1",
  "BUILD_SOURCEVERSION",
] as const;

/** Returns the name of the current release. @throws NcfError NCF_INPUT_INVALID when there is none */
export function findRelease(
  hook: string,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const found = given ?? releaseVariables.map((name) => env[name]).find((value) => (value ?? "") !== "");
  if (found !== undefined && found !== "") return found;
  throw new NcfError("NCF_INPUT_INVALID", {
    reason: `hook ${hook} has once: "release", but no release is set`,
    hint: "set NCF_RELEASE or the argument release; in CI the commit is the default",
  });
}
