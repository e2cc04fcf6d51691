import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { moveToAnotherMachine } from "../support/moveToAnotherMachine.ts";
import { openRecipeRun, type RecipeRun } from "../support/recipeRun.ts";
import { recipes } from "../support/recipes.ts";
import { type S3Gateway, startS3Gateway } from "../support/s3Gateway.ts";

/** Time after its claim in which the killed runner may send: shortened, for the next one waits for it. */
const sendsForMs = 6000;

/** What a CI shows besides: in GitHub Actions the summary, and the step that uses an output. */
const alsoShown: Readonly<Record<string, readonly string[]>> = {
  "github-actions.md": ["| migrate | db/migrate | done |", 'migrated ["orders"]'],
};

let gateway: S3Gateway;
let run: RecipeRun;
beforeAll(async () => {
  gateway = await startS3Gateway();
});
afterEach(() => run.close());
afterAll(() => gateway.stop());

describe.each(recipes)("docs/pipelines/$page", (recipe) => {
  it("one run of the action, when the runner is killed during the call and another one goes on", async () => {
    run = await openRecipeRun(gateway, recipe);
    const { emulator } = run;
    const counts = (): readonly number[] => [emulator.ledger.posts.length, emulator.ledger.runs.length];
    const [deploy, ...before] = recipe.jobs.toReversed();
    if (deploy === undefined) throw new Error("the page has no job");
    for (const job of before.toReversed()) await run.runJob(job);
    expect(counts()).toEqual([0, 0]);
    await run.runJobAndDie(deploy);
    expect(counts()).toEqual([1, 1]);
    moveToAnotherMachine(run.journal, sendsForMs);

    // What the page has for this: the killed job alone with its plan, or everything again.
    const written = await run.runJob(deploy);
    expect(counts()).toEqual([1, 1]);
    expect(written).toContain('tables = ["orders"]');

    let again = "";
    for (const job of recipe.jobs) again += await run.runJob(job);
    expect(again).toContain("migrate: unchanged");
    expect(counts()).toEqual([1, 1]);
    expect(new Set(run.installed())).toEqual(new Set(["pulumi-ncloud-functions", "@aws-sdk/client-s3"]));
    const shown = `${written}${again}`.replaceAll(/^::add-mask::.*$/gm, "");
    for (const secret of Object.values(run.secrets)) expect(shown).not.toContain(secret);
    for (const text of alsoShown[recipe.page] ?? []) expect(written).toContain(text);
  });
});
