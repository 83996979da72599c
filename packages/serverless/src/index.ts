import { StsPlugin } from './plugin.js';

export type { StsOptions } from '@sts/core';
export { StsPlugin };

export default StsPlugin;

// Serverless makes an instance of what it requires; version 4, which imports, of the default.
module.exports = Object.assign(StsPlugin, { StsPlugin, default: StsPlugin });
