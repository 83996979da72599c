export { FILES, PLACES, type Place, setupFile, SHARED_FILES, specFiles, withFirstLine } from './consumer-files.js';
export { noTerminal } from '@sts/test-kit';
export { leftBehind, type Note, notes, RoleWorld, serverlessYml, STRANGERS } from './role-world.js';
export { wrongNotes } from './wrong-notes.js';
