import { expect, test } from "vitest";
import { playEveryFault } from "./everyFault.ts";
import { faultPoints } from "./faultPoints.ts";

test("each step of a call meets each fault, in each store, and no promise is broken", async () => {
  const { schedules, hits, problems } = await playEveryFault();
  const points = faultPoints();
  console.log(`${points.length} fault points in ${schedules} schedules`);
  expect(problems).toEqual([]);
  expect(points.filter((point) => !hits.has(point))).toEqual([]);
  // A step or a fault that is not counted would be no part of the above.
  expect([...hits].filter((hit) => !points.includes(hit))).toEqual([]);
}, 600_000);
