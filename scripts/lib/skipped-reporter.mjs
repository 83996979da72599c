/** Reporter for Vitest: names every skipped test with its reason, which the default one keeps to itself. */
export default class SkippedReporter {
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const reason = test.result().note ?? 'with its block: see above';
        process.stdout.write(`skipped: ${module.relativeModuleId ?? module.moduleId} > ${test.fullName} (${reason})\n`);
      }
    }
  }
}
