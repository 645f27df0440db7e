import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { BY_HAND, type Question, randomQuestion } from './kustomize-cases';
import { builtOf, type Json, ROOT, reduced, sorted, viewOf } from './kustomize-view';
import { recordingText, writeFiles } from './recording';

/** How many questions are asked at once. */
const JOBS = 2;

const TARGET = path.resolve('test/verdicts/kubernetes/kustomizations.json');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    compare: { type: 'string' },
    show: { type: 'string', default: '3' },
  },
});
const seed = Number(values.seed);
let refused = 0;
/** Refused ones that Portolan takes for whole. */
const unnoticed: string[] = [];
const folder = mkdtempSync(path.join(tmpdir(), 'portolan-kustomize-'));
try {
  if (values.compare === undefined) await record(Number(values.count));
  else await compare(Number(values.compare));
} finally {
  rmSync(folder, { recursive: true });
}

interface Answered extends Question {
  readonly resources: readonly Json[];
}

async function record(count: number): Promise<void> {
  const cases = [...(await byHand()), ...(await answers(count))];
  const program = execFileSync('kubectl', ['version', '--client'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .join(', ');
  const command = `node test/verdicts/kustomize.mts --count ${count} --seed ${seed}`;
  writeFileSync(TARGET, recordingText({ program, command }, cases));
}

async function compare(count: number): Promise<void> {
  let differing = 0;
  let doubted = 0;
  for (const { name, files, folder: built, resources } of await answers(count)) {
    const view = viewOf(files, built);
    if (!builtOf(files, built).isWhole) doubted++;
    if (JSON.stringify(view) === JSON.stringify(resources) && builtOf(files, built).isWhole) continue;
    differing++;
    if (differing > Number(values.show)) continue;
    console.log(`==== ${name}: ${built} ${builtOf(files, built).isWhole}`);
    for (const [file, text] of Object.entries(files)) console.log(`# ${file}\n${text}`);
    const [said, ours] = [resources, view].map(list => list.map(one => JSON.stringify(one)));
    console.log(`only kubectl:\n${said?.filter(one => !ours?.includes(one)).join('\n')}`);
    console.log(`only Portolan:\n${ours?.filter(one => !said?.includes(one)).join('\n')}`);
  }
  console.log(
    `seed ${seed}: ${count} built, ${differing} differ, ${doubted} not whole to Portolan, ${refused} refused, ${unnoticed.length} of them not by Portolan`,
  );
  if (differing > 0) process.exitCode = 1;
}

/** A question without the files that nothing leads to: were one missing, kubectl would refuse. */
function needed(question: Question): Question {
  const read = new Set(builtOf(question.files, question.folder).files.map(uri => uri.slice(ROOT.length)));
  const files = Object.entries(question.files).filter(([file]) => read.has(file));
  return { ...question, files: Object.fromEntries(files) };
}

async function byHand(): Promise<readonly Answered[]> {
  const found: Answered[] = [];
  for (const question of BY_HAND) {
    const resources = await ask(question);
    if (!resources) throw new Error(`kubectl refuses: ${question.name}`);
    found.push({ ...question, resources });
  }
  return found;
}

/** So many random kustomizations that kubectl builds, with what it builds. */
async function answers(count: number): Promise<readonly Answered[]> {
  const found: Answered[] = [];
  let next = 0;
  const answerNext = async () => {
    while (found.length < count) {
      const number = ++next;
      const question = needed(randomQuestion(seed * 1_000_003 + number, `random ${number}`));
      const resources = await ask(question);
      if (!resources) {
        refused++;
        if (builtOf(question.files, question.folder).isWhole) unnoticed.push(question.name);
      }
      if (resources) found.push({ ...question, resources });
    }
  };
  await Promise.all(Array.from({ length: JOBS }, answerNext));
  return found
    .toSorted((one, other) => Number(one.name.slice(7)) - Number(other.name.slice(7)))
    .slice(0, count);
}

/** What kubectl builds of a kustomization; undefined where it refuses. */
async function ask({ name, files, folder: built }: Question): Promise<readonly Json[] | undefined> {
  const root = path.join(folder, name.replaceAll(' ', '-'));
  writeFiles(root, files);
  const output = await new Promise<string | undefined>(resolve => {
    execFile(
      'kubectl',
      ['kustomize', path.join(root, built)],
      { maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        if (error && process.env.REFUSALS !== undefined) console.log(stderr.slice(0, 300));
        resolve(error ? undefined : stdout);
      },
    );
  });
  rmSync(root, { recursive: true });
  if (output === undefined) return undefined;
  return sorted(
    parseAllDocuments(output).flatMap(document => {
      const resource: Json = document.toJS();
      return resource === null ? [] : reduced(resource);
    }),
  );
}
