/**
 * Numbered progress with timings on standard output.
 * @param {number} total how many steps there are
 */
export function progress(total) {
  let number = 0;
  const began = performance.now();
  return {
    /**
     * Does one step and says how long it took.
     * @template T
     * @param {string} title
     * @param {(note: (text: string) => void) => Promise<T>} body `note` adds to the step's last line
     * @returns {Promise<T>}
     */
    async step(title, body) {
      const from = performance.now();
      /** @type {string[]} */
      const notes = [];
      number += 1;
      print(`[${number}/${total}] ${title}`);
      const close = (/** @type {string} */ word) =>
        print(`      ${[`${word}, ${seconds(from)}`, ...notes.filter((note) => note !== '')].join('; ')}`);
      try {
        const result = await body((text) => notes.push(text));
        close('done');
        return result;
      } catch (error) {
        close('FAILED');
        throw error;
      }
    },
    /** @param {string} text */
    finish(text) {
      print(`${text} (${seconds(began)})`);
    },
  };
}

/** @param {number} from */
function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
