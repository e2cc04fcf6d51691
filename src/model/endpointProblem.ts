import type { Problem } from "./Problem.ts";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks an `endpoint`: an `https` origin, or `http` on the loopback interface (an emulator). Credentials travel as a
 * signature, parameters in clear, so plain `http` to anywhere else is refused.
 */
export function endpointProblem(endpoint: unknown): Problem | undefined {
  if (endpoint === undefined) return undefined;
  const problem = (reason: string): Problem => ({
    pointer: "/endpoint",
    reason,
    hint: "write an origin such as https://cloudfunctions.apigw.ntruss.com, or http://127.0.0.1:PORT for an emulator",
  });
  if (typeof endpoint !== "string" || !URL.canParse(endpoint)) return problem("endpoint is not a URL");
  const url = new URL(endpoint);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return problem(`endpoint has the scheme ${url.protocol.slice(0, -1)}, not https`);
  }
  if (url.protocol === "http:" && !loopback.test(url.hostname)) {
    return problem(`endpoint sends parameters in clear to ${url.hostname}: http is for loopback only`);
  }
  if (url.username !== "" || url.password !== "") return problem("endpoint carries a user name or password");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return problem("endpoint has a path, query or fragment");
  }
  return undefined;
}
