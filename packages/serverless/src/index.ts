import { StsPlugin } from './plugin.js';

export type { StsOptions } from '@sts/core';
export { StsPlugin };

// Serverless makes an instance of what it requires, or of the default of what it imports, which is the same.
module.exports = Object.assign(StsPlugin, { StsPlugin });
