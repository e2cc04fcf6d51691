/**
 * Bytes of a stack's state for each resource of a type, params and result left out: JSON without blanks, as it is stored.
 * @param {{ deployment: { resources: readonly object[] } }} exported
 * @param {string} type
 * @returns {{ bytes: number, traceBytes: number }} means over the resources; `traceBytes` is the part that the engine keeps of
 * the source line, and that grows with the paths of the program
 */
export function stateBytes({ deployment }, type) {
  const resources = deployment.resources.filter((resource) => resource.type === type);
  const mean = (size) => resources.reduce((sum, resource) => sum + size(resource), 0) / resources.length;
  return {
    bytes: mean(({ inputs, outputs, ...rest }) => {
      const { params: _params, ...otherInputs } = inputs;
      const { result: _result, ...otherOutputs } = outputs;
      return sizeOf({ ...rest, inputs: otherInputs, outputs: otherOutputs });
    }),
    traceBytes: mean(({ sourcePosition, stackTrace }) => sizeOf({ sourcePosition, stackTrace })),
  };
}

function sizeOf(value) {
  return Buffer.byteLength(JSON.stringify(value));
}
