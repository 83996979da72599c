/** The value of a parameter; one that is not there is `undefined`, one that is empty is empty. */
export function parameter(params: URLSearchParams, name: string): string | undefined {
  return params.get(name) ?? undefined;
}

/**
 * A list of the query protocol: `Tags.member.1.Key=a&Tags.member.1.Value=b`, in the order of its numbers.
 * A field with an empty name stands for a member that is a text itself: `TransitiveTagKeys.member.1=a`.
 */
export function listParameter<Field extends string>(
  params: URLSearchParams,
  name: string,
  fields: readonly Field[],
): Partial<Record<Field, string>>[] {
  const members: Partial<Record<Field, string>>[] = [];
  for (let number = 1; ; number += 1) {
    const member: Partial<Record<Field, string>> = {};
    for (const field of fields) {
      const value = params.get(`${name}.member.${number}${field === '' ? '' : `.${field}`}`);
      if (value !== null) member[field] = value;
    }
    if (Object.keys(member).length === 0) return members;
    members.push(member);
  }
}
