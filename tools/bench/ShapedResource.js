import * as pulumi from "@pulumi/pulumi";

const names =
  "activationId result status success start end duration name namespace subject outcome attempts generation invokedAt address";
const providerText = `exports.handler=()=>({create:async()=>({id:"shaped",outs:Object.fromEntries("${names}".split(" ").map(n=>[n,"x".repeat(20)]))})})`;
const outputs = Object.fromEntries(names.split(" ").map((name) => [name, undefined]));

/**
 * A dynamic resource with the inputs and outputs of an `ActionInvocation` that calls nothing: what these fields cost in
 * engine, SDK and state, whoever fills them.
 */
export class ShapedResource extends pulumi.CustomResource {
  constructor(name, params) {
    const inputs = { packageName: "db", actionName: "migrate", params, __provider: providerText };
    super("pulumi-nodejs:dynamic/bench:Shaped", name, { ...outputs, ...inputs });
  }
}
