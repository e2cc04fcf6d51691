import type { Answer } from "./Answer.ts";

const served = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i;

/**
 * Refuses a request that was sent to another name: a web page can have its own name lead to this machine (DNS rebinding), and a browser then
 * lets it read the response.
 * @param host - value of the `Host` header
 * @returns the refusal (421), or `undefined`
 */
export function checkHost(host: string | readonly string[] | undefined): Answer | undefined {
  if (typeof host === "string" && served.test(host)) return undefined;
  const message = "The emulator serves requests to 127.0.0.1 and localhost only.";
  const body = JSON.stringify({
    error: { errorCode: "300", message: "Not Found Exception", details: message },
  });
  return { status: 421, body, origin: "APIGW", errorCode: "300" };
}
