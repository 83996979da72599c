/** A text that may hold variables. */
export type Text = readonly (string | Variable)[];

/** What a source holds. */
export type Value = Text | number | boolean | Spelled;

/** A scalar as it is spelled in YAML: `0b11`, `1e3`; plain text elsewhere. */
export interface Spelled {
  spelled: string;
}

/** `${nothing, nothing, source, fallback}`. */
export interface Variable {
  /** Sources that have nothing. */
  before: readonly string[];
  source: Source;
  /** Never asked, as `source` has something. */
  after: readonly string[];
}

/** Where a variable takes its value from. */
export type Source =
  /** As it is: `sls:stage`, `'text'`, or something that is an error. */
  | { kind: 'written'; written: string }
  | { kind: 'env'; value: Value }
  /** A line of `.env`, where that is read. */
  | { kind: 'dotenv'; text: string; inProcess: string | undefined }
  /** Through as many variables of the environment. */
  | { kind: 'hops'; many: number; word: string }
  /** A property that leads back to itself. */
  | { kind: 'cycle'; length: number }
  | { kind: 'self'; at: SelfPlace; value: Value | Json }
  | { kind: 'param'; at: ParamPlace; value: Value }
  | { kind: 'file'; format: FileFormat; nested: boolean; value: Value | Json };

/** A value that is no text: a whole role. */
export interface Json {
  json: unknown;
}

/** As a key, below keys, in a list, by the stage, by a key that a variable holds, through another property, through a file. */
export type SelfPlace = 'key' | 'deep' | 'list' | 'stage' | 'nested' | 'chain' | 'through';
export type ParamPlace = 'option' | 'stage' | 'default' | 'null';
export type FileFormat =
  | 'yml'
  | 'yaml'
  | 'json'
  | 'tfstate'
  | 'txt'
  | 'js'
  | 'cjs'
  | 'function'
  | 'async'
  | 'promise'
  | 'member'
  | 'whole.yml';

/** A role as it is written. */
export type Role =
  | { kind: 'arn'; head: string; name: Text }
  /** A variable for the whole. */
  | { kind: 'whole'; source: (value: Value | Json) => Source; role: Role }
  | { kind: 'resource'; by: ResourceForm; type: string; name: ResourceName | undefined; path: string | undefined }
  | { kind: 'sub'; text: Text }
  | { kind: 'json'; value: unknown };

/** A text, or one in a function of CloudFormation. */
export interface ResourceName {
  as: 'text' | 'sub' | 'sub-list' | 'join' | 'parameter';
  text: Text;
}

export type ResourceForm = 'id' | 'get-att' | 'get-att-text' | 'sub' | 'ref' | 'sub-name' | 'join' | 'tag-get-att' | 'tag-sub';

/** What is said of the role that Serverless generates. */
export interface GeneratedRole {
  name?: Value | undefined;
  path?: string | undefined;
  roleName?: Text | undefined;
  rolePath?: string | undefined;
  where: 'extensions' | 'Resources' | 'list';
}

/** A stage or a region: the option, and what is written, which comes to a value. */
export interface Place {
  option: string | undefined;
  written: { value: unknown; source: ((value: Value) => Source) | undefined } | undefined;
}

export type Beside = 'cfnRole' | 'deploymentRole' | 'iamRoleStatements' | 'rolePermissionsBoundary' | 'stackName';

/** A whole configuration. */
export interface Model {
  format: 'yml' | 'yaml' | 'json' | 'js' | 'cjs' | 'mjs' | 'ts';
  service: Text;
  stage: Place;
  region: Place;
  iam: { role: Role } | { settings: GeneratedRole } | undefined;
  role: Role | undefined;
  functions: readonly (Role | undefined)[];
  functionsAs: 'map' | 'list' | 'file' | 'files' | 'each';
  /** Parts that are files of their own. */
  apart: readonly ('provider' | 'custom' | 'resources' | 'params')[];
  /** What stands beside and says nothing of the role. */
  beside: readonly Beside[];
  dotenv: '.env' | '.env.<stage>' | undefined;
  configValidationMode: 'warn' | 'off' | undefined;
}
