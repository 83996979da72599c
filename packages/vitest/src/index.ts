export type { StsOptions } from '@sts/core';
export { setup as default } from './global-setup.js';
export { sts, type StsPlugin } from './plugin.js';
export type { ProvidedSts } from './provided.js';
