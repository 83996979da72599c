module.exports = { testEnvironment: '@sts/jest-env', maxWorkers: 2 };
