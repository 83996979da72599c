export { FILES, PLACES, type Place, setupFile, specFiles, withFirstLine } from './consumer-files.js';
export { noTerminal } from '@sts/test-kit';
export { leftBehind, notes, RoleWorld, serverlessYml, STRANGERS } from './role-world.js';
export { wrongNotes } from './wrong-notes.js';
