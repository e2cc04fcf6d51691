/** The engine that is downloaded or built when none is found. `tools/engine/go.mod` pins the same one. */
export const pinnedEngineVersion = "v3.259.0";

/** The oldest engine that this package runs on; the peer dependency on `@pulumi/pulumi` says the same. */
export const oldestEngineVersion = "3.218.0";
