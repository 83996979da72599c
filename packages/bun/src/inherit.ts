import { inheritChanges } from './spawn.js';

// A preload of workers.
inheritChanges();
