import type { FuzzTarget } from "../FuzzTarget.ts";
import { expressions } from "./expressions.ts";
import { journals } from "./journals.ts";
import { providerRequests, socketRequests } from "./providerRequests.ts";
import { responses } from "./responses.ts";
import { schemas } from "./schemas.ts";
import { settings } from "./settings.ts";
import { stackText } from "./stackText.ts";

/** Every target, in the order of the record. */
export const fuzzTargets: readonly FuzzTarget[] = [
  stackText,
  expressions,
  schemas,
  responses,
  journals,
  settings,
  providerRequests,
  socketRequests,
];
