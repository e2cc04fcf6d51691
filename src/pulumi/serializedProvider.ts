/**
 * Provider as Pulumi stores it in a stack's state, twice per resource: code that delegates to the
 * installed package. It never changes, so that an upgrade of the package neither changes state nor
 * calls an action.
 *
 * The provider process evaluates it and calls `handler()`; `import()` in it resolves from the
 * project's directory. The package is missing there when only a library of the same workspace
 * depends on it and the package manager (pnpm) does not link it into the project. The message for
 * that case must be in this code, where nothing of the package is loaded. The provider process
 * prints stack and name of an error, so both are empty.
 */
export const serializedProvider =
  'const p="pulumi-ncloud-functions";exports.handler=()=>Object.fromEntries(["configure","check","diff","create","read","update","delete"].map(n=>[n,async(...a)=>(await import(p+"/provider").catch(e=>{throw e.message.includes(`\'${p}\'`)?Object.assign(Error(`NCF_PACKAGE_MISSING: ${p} cannot be loaded from ${process.cwd()}\\n  hint: add ${p} to the dependencies of its package.json`),{name:"",stack:""}):e})).provider[n](...a)]))';
