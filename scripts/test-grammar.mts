// Runs the tests of test/grammar: what the grammars of package.json mark in text that VS Code's own grammars read.
// These come from the embedded VS Code.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { install, ROOT } from '#scripts/embedded';
import { fail } from '#scripts/processes';

const TESTER = path.join(ROOT, 'node_modules', 'vscode-tmgrammar-test', 'dist', 'unit.js');
const VSCODE = path.join(ROOT, '.vscode-test', 'embedded', 'node_modules', 'code-server', 'lib', 'vscode');
/** VS Code's extensions that hold the grammars. */
const LANGUAGES = ['docker', 'dotenv', 'ini', 'json', 'shellscript', 'yaml'];

function grammarsOf(language: string): readonly string[] {
  const folder = path.join(VSCODE, 'extensions', language, 'syntaxes');
  return readdirSync(folder).map(name => path.join(folder, name));
}

await install().catch(fail);
const grammars = LANGUAGES.flatMap(grammarsOf).flatMap(file => ['--grammar', file]);
// The tester reads package.json by itself.
const { status } = spawnSync(process.execPath, [TESTER, '--compact', ...grammars, 'test/grammar/*.test.*'], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exit(status ?? 1);
