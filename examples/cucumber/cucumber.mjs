export default { plugin: [import.meta.resolve('@sts/cucumber')], import: ['test/*.steps.js'], paths: ['test/*.feature'], parallel: 2 };
