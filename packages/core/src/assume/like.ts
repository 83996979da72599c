/** Whether the pattern of a policy, with `*` and `?`, fits a text. Takes no longer than the one times the other. */
export function like(pattern: string, text: string): boolean {
  let [at, place, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[place] === '*') {
      star = place++;
      mark = at;
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === text[at])) {
      place++;
      at++;
    } else if (star !== -1) {
      place = star + 1;
      at = ++mark;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(place));
}
