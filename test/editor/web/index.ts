// The suites that need nothing but the editor, in the web worker that VS Code runs extensions in within a browser.
import 'mocha/mocha';
import { running } from '../suite/editor';

/** Precedes the reporter's lines, by which the runner tells them from the editor's own. */
const MARK = '[tests] ';

/** The contract of @vscode/test-web: rejects when a test fails. */
export async function run(): Promise<void> {
  mocha.setup({ ui: 'bdd', reporter: ConsoleReporter, timeout: 20_000 });
  before(() => running());
  await import('../suite/ports.test');
  await import('../suite/features.test');
  await import('../suite/tools.test');
  await new Promise<void>((resolve, reject) => {
    mocha.run(failures => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}

/** Those of mocha write to a terminal or a page, neither of which is here. */
class ConsoleReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner) {
    super(runner);
    const say = (line: string) => console.log(MARK + line);
    runner.on('suite', suite => say(`  ${suite.title}`));
    runner.on('pass', test => say(`    ✔ ${test.title}`));
    runner.on('fail', (test, error) =>
      say(`    FAILED ${test.fullTitle()}\n${error.stack ?? error.message}`),
    );
    runner.once('end', () => say(`\n  ${this.stats.passes} passing in a web worker\n`));
  }
}
