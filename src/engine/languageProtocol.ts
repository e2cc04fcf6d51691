/**
 * Messages of Pulumi's protocol for language hosts. Loaded with `require`, as
 * `../pulumi/protocol.ts` explains.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const languages =
  require("@pulumi/pulumi/proto/language_pb.js") as typeof import("@pulumi/pulumi/proto/language_pb.js");
export const languageServices =
  require("@pulumi/pulumi/proto/language_grpc_pb.js") as typeof import("@pulumi/pulumi/proto/language_grpc_pb.js");
