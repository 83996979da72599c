export const config = {
  runner: 'local',
  framework: 'mocha',
  specs: ['./test/*.test.js'],
  maxInstances: 2,
  capabilities: [{ browserName: 'chrome' }],
  services: ['@sts/webdriverio'],
};
