import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { running } from './editor';

/** Precedes the reporter's lines, by which the runner tells them from the editor's own. */
const MARK = '[tests] ';

/** The contract of @vscode/test-electron: rejects when a test fails. */
export function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...line) => console.log(MARK + format(...line));
  const mocha = new Mocha({ timeout: 10_000, slow: 2_000 });
  const suites = readdirSync(__dirname).filter(file => file.endsWith('.test.js'));
  mocha.rootHooks({ beforeAll: () => running() });
  for (const file of suites) mocha.addFile(path.join(__dirname, file));
  return new Promise((resolve, reject) => {
    mocha.run(failures => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}
