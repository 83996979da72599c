// The table of options, for what makes flags of them: without all that reads a configuration.
export { optionFromText } from '../options/origins.js';
export { OPTION_NAMES, OPTION_TABLE, type OptionKind, optionVariable, optionWords } from '../options/table.js';
