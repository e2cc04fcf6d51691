import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const seconds = 1000;

export default defineConfig({
  test: {
    // Most of the time of an end-to-end test is spent waiting for other processes.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          // It imports JSON without an attribute, which bundlers accept and Node does not.
          server: { deps: { inline: [/@actions\/workflow-parser/] } },
          testTimeout: 60 * seconds,
          hookTimeout: 60 * seconds,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          testTimeout: 240 * seconds,
          hookTimeout: 120 * seconds,
          pool: "forks",
        },
      },
      // `npm run test:security`: what comes from outside stays data, arrives as it was written, and stops within its bounds.
      {
        test: {
          name: "security",
          include: ["test/security/**/*.test.ts"],
          testTimeout: 120 * seconds,
          hookTimeout: 60 * seconds,
          pool: "forks",
        },
      },
      // `npm run fuzz` gives the same targets millions of inputs.
      {
        test: {
          name: "fuzz",
          include: ["test/fuzz/**/*.test.ts"],
          testTimeout: 240 * seconds,
          pool: "forks",
        },
      },
      // `npm run test:faults`: what goes wrong on the way to an action, on disk and to the processes, and what comes of it.
      {
        test: {
          name: "faults",
          include: ["test/faults/**/*.test.ts"],
          testTimeout: 240 * seconds,
          hookTimeout: 120 * seconds,
          pool: "forks",
        },
      },
    ],
  },
});
