const { writeSync } = require('node:fs');

/** Says what was loaded, and how much memory is taken, in bytes. */
module.exports = function tell() {
  writeSync(1, JSON.stringify({ loaded: Object.keys(require.cache), memory: process.memoryUsage().rss }));
};
