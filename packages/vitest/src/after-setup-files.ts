// A setup file that runs in the worker after the user's: they may have loaded a `.env` file.
import { keepRole } from './begin-test-file.js';

keepRole();
