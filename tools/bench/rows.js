const steps = [
  ["preview", "preview"],
  ["create", "`up`"],
  ["again", "`up` without a change"],
];

/** Latencies of calls: median and 99th percentile, goal a ratio of 1.3. */
export function callRows(calls) {
  return calls.flatMap(({ inFlight, invoke, bare }) =>
    ["p50", "p99"].map((field) => [
      `${inFlight} in flight, ${field}`,
      milliseconds(invoke[field]),
      milliseconds(bare[field]),
      ratio(invoke[field], bare[field]),
    ]),
  );
}

/** Steps of deployments, goal a ratio of 1.15 to the trivial provider. */
export function deploymentRows(deployments) {
  return deployments.flatMap(({ count, invocation, ...others }) =>
    steps.map(([step, title]) => [
      `${title}, ${number(count)}`,
      seconds(invocation.times[step]),
      ...["trivial", "shaped", "terraform"].flatMap((name) =>
        others[name] === undefined
          ? ["–", "–"]
          : [seconds(others[name].times[step]), ratio(invocation.times[step], others[name].times[step])],
      ),
    ]),
  );
}

/** What resources take: state of each, goal 2 kB beside params and result, and memory of the provider process. */
export function sizeRows(deployments) {
  return deployments.flatMap(({ count, ...kinds }) => {
    const cells = (cell) => ["invocation", "trivial", "shaped"].map((name) => cell(kinds[name].look));
    return [
      [`state of each, ${number(count)}`, ...cells(({ bytes }) => `${number(Math.round(bytes))} B`)],
      [
        `of it the engine's note of the source line, ${number(count)}`,
        ...cells(({ traceBytes }) => `${number(Math.round(traceBytes))} B`),
      ],
      [
        `peak of the provider process, ${number(count)}`,
        ...cells(({ peakBytes }) =>
          peakBytes === undefined ? "not known here" : `${Math.round(peakBytes / 2 ** 20)} MiB`,
        ),
      ],
    ];
  });
}

/** Time of one resource on our own side, by how many there are. */
export function growthRows(growth) {
  return growth.map(({ count, perResource }) => [number(count), milliseconds(perResource)]);
}

function milliseconds(value) {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

function seconds(value) {
  return `${(value / 1000).toFixed(2)} s`;
}

function ratio(ours, theirs) {
  return (ours / theirs).toFixed(2);
}

function number(value) {
  return value.toLocaleString("en-US");
}
