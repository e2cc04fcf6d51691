import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Issue } from "../../model/issue.ts";

/** Options by the inputs that they set. */
const optionOf: Readonly<Record<string, string>> = {
  actionName: "ACTION",
  packageName: "ACTION",
  params: "--params",
  paramsSchema: "--params-schema",
  resultSchema: "--result-schema",
  timeout: "--timeout",
  waitFor: "--wait",
  idempotencyParam: "--idempotency-param",
  platform: "--platform",
  region: "--region",
  site: "--site",
  apiVersion: "--api-version",
  endpoint: "--endpoint",
};

/** Returns the error for issues of the inputs, each with the option that it is about. The exit code is that of the first. */
export function issuesError([first, ...others]: readonly [Issue, ...Issue[]]): NcfError {
  const line = ({ pointer, reason }: Issue): string => {
    const [, input = "", ...rest] = pointer.split("/");
    const option = optionOf[input];
    if (option === undefined) return reason;
    return `${option}: ${rest.length === 0 ? "" : `/${rest.join("/")}: `}${reason}`;
  };
  const more = others.map((one) => `\n  ${line(one)}`).join("");
  return new NcfError(first.code, { reason: `${line(first)}${more}`, hint: first.hint });
}
