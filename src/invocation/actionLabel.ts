import type { ActionReference } from "../model/ActionReference.ts";

/** How an action is named in messages: `db/migrate`, or `hello` for one outside any package. */
export function actionLabel({ packageName, actionName }: ActionReference): string {
  return packageName === "-" ? actionName : `${packageName}/${actionName}`;
}
