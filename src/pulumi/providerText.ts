/**
 * What Pulumi keeps of the provider in a stack's state, twice a resource: a text that hands everything to the installed
 * package. It never changes, so that an upgrade of the package changes no state and calls nothing.
 *
 * The provider process evaluates it and calls `handler()`; `import()` there resolves from the project's folder.
 */
export const providerText =
  'exports.handler=()=>Object.fromEntries(["configure","check","diff","create","read","update","delete"].map(n=>[n,async(...a)=>(await import("pulumi-ncloud-functions/provider")).provider[n](...a)]))';
