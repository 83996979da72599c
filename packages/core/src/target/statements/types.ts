import type { Written } from '../written.js';

/** What a role may do, as it is written. */
export interface WrittenRole {
  statements: Written[];
  /** ARNs of managed policies. */
  managedPolicies: Written[];
}

/** A statement of IAM's policy language, in its form and worked out. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Sid?: string;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** A statement, and where it stands. */
export interface GrantedStatement {
  statement: Statement;
  /** `provider.iam.role.statements[1] (Sid "Tables")`. */
  path: string;
}

/** What a role may do, as data. */
export interface Grants {
  /** In the order in which they are written; none twice. */
  statements: GrantedStatement[];
  /** ARNs of managed policies, whose statements are not in the configuration. */
  managedPolicies: string[];
}
