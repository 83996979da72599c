import { validationError } from '../wire/sts-errors.js';

export type TextRule = {
  readonly required?: true;
  readonly min?: number;
  readonly max?: number;
  /** As the API reference writes it; the whole value must match. */
  readonly pattern?: string;
};

/**
 * Collects what is wrong with the parameters, to be reported at once as AWS does:
 * "2 validation errors detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: …; Value …".
 */
export class Constraints {
  readonly #problems: string[] = [];

  /** `name` as in the message: `roleSessionName`, `tags.1.member.key`. */
  text(name: string, value: string | undefined, rule: TextRule): void {
    if (value === undefined) {
      if (rule.required) this.#problems.push(`Value null at '${name}' failed to satisfy constraint: Member must not be null`);
      return;
    }
    if (rule.min !== undefined && value.length < rule.min) {
      this.#add(name, value, `Member must have length greater than or equal to ${rule.min}`);
    }
    if (rule.max !== undefined && value.length > rule.max) {
      this.#add(name, value, `Member must have length less than or equal to ${rule.max}`);
    }
    if (rule.pattern !== undefined && !new RegExp(`^(?:${rule.pattern})$`, 'u').test(value)) {
      this.#add(name, value, `Member must satisfy regular expression pattern: ${rule.pattern}`);
    }
  }

  integer(name: string, value: string | undefined, min: number, max: number): void {
    if (value === undefined) return;
    // AWS fails to read it, before it looks at any constraint.
    if (!/^-?\d+$/.test(value)) throw validationError(`Value '${value}' at '${name}' is not a whole number`);
    if (Number(value) < min) this.#add(name, value, `Member must have value greater than or equal to ${min}`);
    if (Number(value) > max) this.#add(name, value, `Member must have value less than or equal to ${max}`);
  }

  list(name: string, values: readonly unknown[], max: number): void {
    if (values.length <= max) return;
    this.#add(name, `[${values.length} members]`, `Member must have length less than or equal to ${max}`);
  }

  /** Throws the ValidationError, if there is one. */
  check(): void {
    const count = this.#problems.length;
    if (count === 0) return;
    const errors = count === 1 ? '1 validation error' : `${count} validation errors`;
    throw validationError(`${errors} detected: ${this.#problems.join('; ')}`);
  }

  #add(name: string, value: string, constraint: string): void {
    this.#problems.push(`Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`);
  }
}
