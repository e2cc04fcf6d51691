/** Every input of an invocation, in the order of the documentation. */
export const inputNames = [
  "packageName",
  "actionName",
  "params",
  "paramsSchema",
  "resultSchema",
  "platform",
  "region",
  "site",
  "apiVersion",
  "endpoint",
  "timeout",
  "waitFor",
  "triggers",
  "retry",
  "onUnknown",
  "idempotencyParam",
] as const;
