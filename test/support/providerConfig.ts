import type { Emulator } from "../../src/emulator/index.ts";
import { dummyKeys } from "./signedFetch.ts";

/** The stack's config with which a provider process calls an emulator. */
export function providerConfig({ url }: Pick<Emulator, "url">): Record<string, string> {
  const { accessKey, secretKey } = dummyKeys;
  return { "ncf:endpoint": url, "ncf:accessKey": accessKey, "ncf:secretKey": secretKey };
}
