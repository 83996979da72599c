/** A one-time code or a token may still be good: it does not go into the log. */
const SECRET = new Set(['TokenCode', 'WebIdentityToken']);

/** Named in fields of their own. */
const APART = new Set(['Action', 'Version']);

export function loggedParams(params: URLSearchParams): Record<string, string> {
  const logged: Record<string, string> = {};
  for (const [name, value] of params) {
    if (!APART.has(name)) logged[name] = SECRET.has(name) ? '[hidden]' : value;
  }
  return logged;
}
