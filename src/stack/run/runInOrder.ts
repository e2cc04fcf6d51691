/**
 * Starts each node as soon as its dependencies are done, all independent ones at once. Takes time
 * linear in nodes and dependencies.
 *
 * Rejects with the first failure, and starts nothing after it. After a rejected promise it rejects
 * immediately. After a `start` that throws, it rejects when all promises have settled.
 * @param nodes - Nodes, each after its dependencies.
 * @param start - Returns a promise for a node that is not done yet.
 */
export function runInOrder<T>(
  nodes: readonly T[],
  dependenciesOf: (node: T) => readonly T[],
  start: (node: T) => Promise<void> | undefined,
): Promise<void> {
  const dependents = new Map<T, T[]>(nodes.map((node) => [node, []]));
  const waitsFor = new Map<T, number>();
  for (const node of nodes) {
    const dependencies = new Set(dependenciesOf(node));
    waitsFor.set(node, dependencies.size);
    for (const one of dependencies) dependents.get(one)?.push(node);
  }
  const ready = nodes.filter((node) => waitsFor.get(node) === 0);
  let underWay = 0;
  const failures: unknown[] = [];

  return new Promise((resolve, reject) => {
    const finish = (node: T): void => {
      for (const one of dependents.get(node) ?? []) {
        const left = (waitsFor.get(one) as number) - 1;
        waitsFor.set(one, left);
        if (left === 0) ready.push(one);
      }
    };
    const settle = (): void => {
      if (underWay > 0) return;
      if (failures.length === 0) resolve();
      else reject(failures[0]);
    };
    // A loop instead of recursion: thousands of nodes may be done without a wait. `ready` grows
    // while it runs.
    let next = 0;
    const advance = (): void => {
      while (next < ready.length && failures.length === 0) {
        const node = ready[next] as T;
        next += 1;
        try {
          const promise = start(node);
          if (promise === undefined) finish(node);
          else watch(node, promise);
        } catch (error) {
          failures.push(error);
        }
      }
      settle();
    };
    const watch = (node: T, promise: Promise<void>): void => {
      underWay += 1;
      promise.then(
        () => {
          underWay -= 1;
          finish(node);
          advance();
        },
        (error: unknown) => {
          failures.push(error);
          reject(failures[0]);
        },
      );
    };
    advance();
  });
}
