import type { Answer } from "./Answer.ts";

// Source: api-gov `api-call-lgc-errorhandling` [doc] for the gateway, `compute-cloudfunctions-v2-*` [doc] and public clients [field] for the service.
const refusals = {
  badRequest: { status: 400, errorCode: "100", message: "Bad Request Exception", origin: "APIGW" },
  notAuthenticated: { status: 401, errorCode: "200", message: "Authentication Failed", origin: "APIGW" },
  pathNotFound: { status: 404, errorCode: "300", message: "Not Found Exception", origin: "APIGW" },
  quotaExceeded: { status: 429, errorCode: "400", message: "Quota Exceeded", origin: "APIGW" },
  throttled: { status: 429, errorCode: "410", message: "Throttle Limited", origin: "APIGW" },
  rateLimited: { status: 429, errorCode: "420", message: "Rate Limited", origin: "APIGW" },
  bodyTooLarge: { status: 413, errorCode: "430", message: "Request Entity Too Large", origin: "APIGW" },
  endpointFailed: { status: 503, errorCode: "500", message: "Endpoint Error", origin: "APIGW" },
  endpointTimedOut: { status: 504, errorCode: "510", message: "Endpoint Timeout", origin: "APIGW" },
  unexpected: { status: 500, errorCode: "900", message: "Unexpected Error", origin: "APIGW" },
  wrongParameter: { status: 400, errorCode: "80000", message: "INTERNAL_EXCEPTION", origin: "ENDPOINT" },
  noPermission: { status: 403, errorCode: "80002", message: "SUB_ACC_NO_PERMISSION", origin: "ENDPOINT" },
  actionNotFound: { status: 404, errorCode: "80301", message: "ACTION_NOT_FOUND", origin: "ENDPOINT" },
  activationNotFound: {
    status: 404,
    errorCode: "80322",
    message: "ACTION_ACTIVATION_NOT_FOUND",
    origin: "ENDPOINT",
  },
} as const;

/** The refusals that are documented, or seen in the wild. */
export type RefusalName = keyof typeof refusals;

/**
 * A documented refusal. Shape: `{ error: { errorCode, message, details } }`, all three texts. [doc]
 * @param details - the text of `details`; empty by default
 */
export function refuse(name: RefusalName, details = ""): Answer {
  const { status, errorCode, message, origin } = refusals[name];
  return { status, body: JSON.stringify({ error: { errorCode, message, details } }), origin, errorCode };
}
