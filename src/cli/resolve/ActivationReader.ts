import type { CloudFunctions } from "../../client/cloudFunctions.ts";

/** What looks at activations and calls nothing. */
export type ActivationReader = Pick<CloudFunctions, "activation" | "activations" | "close">;
