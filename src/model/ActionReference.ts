/** Which action is meant. */
export interface ActionReference {
  /** Name of the package; `-` for an action outside any package. */
  readonly packageName: string;
  /** Name of the action. */
  readonly actionName: string;
}
