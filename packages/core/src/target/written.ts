/** A value as it is written, functions of CloudFormation and all. */
export interface Written {
  value: unknown;
  /** Where it stands: `provider.iam.role.statements[1]`. */
  path: string;
  /** Set in a document of the language's first version, in which `${…}` is text. */
  isOld?: boolean;
}
