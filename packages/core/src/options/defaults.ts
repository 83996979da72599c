/** The defaults of all options that have a fixed one. The others follow from the configuration: see `StsOptions`. */
export const DEFAULTS: { readonly timeoutMs: number; readonly cache: boolean; readonly enabled: boolean } = {
  /** Milliseconds for the whole. */
  timeoutMs: 30_000,
  cache: true,
  enabled: true,
};
