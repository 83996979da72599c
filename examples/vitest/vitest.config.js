export default { test: { globalSetup: ['@sts/vitest'], maxWorkers: 2 } };
