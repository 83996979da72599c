import { roleResource } from '../service.js';
import { fileOf, mark, plain } from './files.js';
import type { Json, ResourceName, Role, Source, Text, Value, Variable } from './tree.js';

/** What is written of a model besides what it says itself: the places where its variables find their values. */
export class Surroundings {
  readonly env: Record<string, string> = { BASE: 'base' };
  readonly dotenv: Record<string, string> = {};
  readonly custom: Record<string, unknown> = { nil: null };
  readonly options: Record<string, string> = {};
  readonly params: Record<string, Record<string, unknown>>;
  readonly files: Record<string, string> = { 'nil.json': '{"nil":null}', 'empty.yml': '', 'broken.yml': 'x: [' };
  readonly resources: Record<string, unknown> = {};
  readonly extensions: Record<string, unknown> = {};
  readonly parameters: Record<string, object> = {};
  laterResources: object | undefined;
  readonly stage: string;
  #count = 0;

  constructor(stage: string) {
    this.stage = stage;
    this.params = { [stage]: {}, default: {} };
  }

  name(prefix: string): string {
    return `${prefix}${this.#count++}`;
  }

  text(text: Text): string {
    return text.map((part) => (typeof part === 'string' ? part : this.variable(part))).join('');
  }

  variable({ before, source, after }: Variable): string {
    return `\${${[...before, this.source(source), ...after].join(', ')}}`;
  }

  source(source: Source): string {
    switch (source.kind) {
      case 'written':
        return source.written;
      case 'env':
        return `env:${this.#put(this.env, 'E', String(plain(this.value(source.value))))}`;
      case 'dotenv':
        return `env:${this.#dotenv(source)}`;
      case 'hops':
        return `env:${this.#hops(source)}`;
      case 'cycle':
        return `self:custom.${this.#cycle(source)}`;
      case 'self':
        return `self:custom.${this.#self(source)}`;
      case 'param':
        return `param:${this.#param(source)}`;
      case 'file':
        return this.#file(source);
    }
  }

  value(value: Value | Json): unknown {
    if (typeof value !== 'object') return value;
    if ('spelled' in value) return mark(value.spelled);
    return 'json' in value ? value.json : this.text(value);
  }

  role(role: Role): unknown {
    switch (role.kind) {
      case 'arn':
        return `${role.head}${this.text(role.name)}`;
      case 'whole':
        return `\${${this.source(role.source({ json: this.role(role.role) }))}}`;
      case 'resource':
        return this.#resource(role);
      case 'sub':
        return { 'Fn::Sub': this.text(role.text) };
      case 'json':
        return role.value;
    }
  }

  #put<T>(where: Record<string, T>, prefix: string, value: T): string {
    const name = this.name(prefix);
    where[name] = value;
    return name;
  }

  #dotenv({ text, inProcess }: Source & { kind: 'dotenv' }): string {
    const name = this.#put(this.dotenv, 'D', text);
    if (inProcess !== undefined) this.env[name] = inProcess;
    return name;
  }

  #hops({ many, word }: Source & { kind: 'hops' }): string {
    let name = this.#put(this.env, 'E', word);
    for (let hop = 1; hop < many; hop++) name = this.#put(this.env, 'E', `\${env:${name}}`);
    return name;
  }

  #cycle({ length }: Source & { kind: 'cycle' }): string {
    const last = this.name('c');
    let name = last;
    for (let at = 1; at < length; at++) name = this.#put<unknown>(this.custom, 'c', `\${self:custom.${name}}`);
    this.custom[last] = `\${self:custom.${name}}`;
    return last;
  }

  #self({ at, value: written }: Source & { kind: 'self' }): string {
    const value = this.value(written);
    switch (at) {
      case 'key':
        return this.#put(this.custom, 'c', value);
      case 'deep':
        return `${this.#put<unknown>(this.custom, 'c', { a: { b: value } })}.a.b`;
      case 'list':
        return `${this.#put<unknown>(this.custom, 'c', ['zero', value])}.1`;
      case 'stage':
        return `${this.#put<unknown>(this.custom, 'c', { [this.stage]: value, other: 'no' })}.\${sls:stage}`;
      case 'nested':
        return `\${env:${this.#put(this.env, 'E', this.#put(this.custom, 'c', value))}}`;
      case 'through':
        return `${this.#put<unknown>(this.custom, 'c', `\${${this.#file({ kind: 'file', format: 'yml', nested: false, value: written }).replace(/:a\.b$/, '')}}`)}.a.b`;
      case 'chain':
        return this.#put<unknown>(this.custom, 'c', `\${self:custom.${this.#put(this.custom, 'c', value)}}`);
    }
  }

  #param({ at, value: written }: Source & { kind: 'param' }): string {
    const value = this.value(written);
    const ofStage = this.params[this.stage] ?? {};
    const common = this.params['default'] ?? {};
    // `--param` takes no empty value.
    if (at === 'option' && value !== '') {
      const name = this.#put(this.options, 'p', String(plain(value)));
      ofStage[name] = 'not-this';
      return name;
    }
    const name = this.#put(at === 'stage' ? ofStage : common, 'p', value);
    if (at === 'stage') common[name] = 'not-this';
    if (at === 'null') ofStage[name] = null;
    return name;
  }

  #file({ format, nested, value: written }: Source & { kind: 'file' }): string {
    const value = this.value(written);
    const [extension, content, address] = fileOf(format, value);
    const name = `${this.name('f')}.${extension}`;
    this.files[name] = content;
    const path = nested ? `\${env:${this.#put(this.env, 'E', name)}}` : name;
    return `file(${path})${address}`;
  }

  #resource({ by, type, name, path }: Role & { kind: 'resource' }): unknown {
    const id = this.name('Role');
    const properties = {
      ...(name === undefined ? {} : { RoleName: this.#resourceName(name) }),
      ...(path === undefined ? {} : { Path: path }),
    };
    this.resources[id] = { ...roleResource(properties), Type: type };
    switch (by) {
      case 'id':
        return id;
      case 'get-att':
        return { 'Fn::GetAtt': [id, 'Arn'] };
      case 'get-att-text':
        return { 'Fn::GetAtt': `${id}.Arn` };
      case 'sub':
        return { 'Fn::Sub': `\${${id}.Arn}` };
      case 'tag-get-att':
        return mark(`!GetAtt ${id}.Arn`);
      case 'tag-sub':
        return mark(`!Sub "\${${id}.Arn}"`);
      case 'ref':
        return { Ref: id };
      case 'sub-name':
        return { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${id}}` };
      case 'join':
        return { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':role/', { Ref: id }]] };
    }
  }

  #resourceName({ as, text }: ResourceName): unknown {
    const written = this.text(text);
    switch (as) {
      case 'text':
        return written;
      case 'sub':
        return { 'Fn::Sub': `${written}-\${AWS::Region}` };
      case 'sub-list':
        return { 'Fn::Sub': ['${Own}-${AWS::StackName}', { Own: written }] };
      case 'join':
        return { 'Fn::Join': ['-', [written, { Ref: 'AWS::Region' }, { 'Fn::Select': ['1', ['no', 'chosen']] }]] };
      case 'parameter': {
        const id = this.name('Parameter');
        this.parameters[id] = { Type: 'String', Default: written };
        return { Ref: id };
      }
    }
  }
}
