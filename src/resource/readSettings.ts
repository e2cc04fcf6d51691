import { readCallLimits } from "./readCallLimits.ts";
import type { Settings } from "./Settings.ts";

/** Reads the settings out of a stack's config. Keys have the form `ncf:region`; secret ones come in clear. */
export function readSettings(get: (key: string) => string | undefined): Settings {
  const { callLimits, failures } = readCallLimits(get);
  return {
    address: {
      site: get("ncf:site"),
      region: get("ncf:region"),
      apiVersion: get("ncf:apiVersion"),
      platform: get("ncf:platform"),
      endpoint: get("ncf:endpoint"),
    },
    stackConfig: { accessKey: get("ncf:accessKey"), secretKey: get("ncf:secretKey") },
    profile: get("ncf:profile"),
    callLimits,
    failures,
  };
}
