/** What the code finds in its environment where it is deployed, as far as that is known here. */
export interface AppEnvironment {
  variables: Readonly<Record<string, string>>;
  /** What is not known before a deployment, or does not belong into the tests; in the order of the configuration. */
  leftOut: readonly LeftOut[];
}

/** A variable that the code will have, and the tests have not. */
export interface LeftOut {
  name: string;
  /** Where it stands: `functions.createOrder.environment.TABLE in serverless.yml`. */
  from: string;
  /** Why, to go on after its name: `refers to Orders, which …`. */
  reason: string;
}

/** That of a start without the option. */
export const NO_APP_ENVIRONMENT: AppEnvironment = { variables: {}, leftOut: [] };
