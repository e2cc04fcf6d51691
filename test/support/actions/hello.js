// A plain script, as the console's inline editor has it: main is not exported.
// oxlint-disable-next-line no-unused-vars -- the service finds it by its name
function main(params) {
  console.log("greeting", params.name);
  return { greeting: `hello ${params.name}` };
}
