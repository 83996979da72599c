/** Jest preset: `preset: '@sts/jest-env'`. */
const preset: { testEnvironment: string } = { testEnvironment: require.resolve('./index.js') };

// Jest takes the default export.
export default preset;
