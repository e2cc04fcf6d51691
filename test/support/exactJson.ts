import * as fc from "fast-check";
import { hasInexactNumber } from "../../src/model/exactNumbers.ts";
import type { Json } from "../../src/model/json.ts";

/** Any JSON whose integers a double holds exactly. */
export const exactJson: fc.Arbitrary<Json> = (fc.jsonValue() as fc.Arbitrary<Json>).filter(
  (value) => !hasInexactNumber(JSON.stringify(value)),
);
