import path from 'node:path';
import { type Finding, SEVERITIES, type Severity } from '../rules/finding';
import { groupBy } from '../text/group-by';
import type { Analysis, Notice } from '../workspace/analysis';
import { MAX_FILE_SIZE } from '../workspace/files';
import { textOfBytes } from '../workspace/node-files';
import type { GivenFile, ScanOptions } from '../workspace/scan';
import type { CheckRequest } from './arguments';
import { baselineOf, notIn, readBaseline, writeBaseline } from './baseline';
import { findingsCodeClimate } from './codeclimate';
import { type ChangedLine, fixFiles } from './fix';
import { findingsGithub } from './github';
import { exitCode, type Io, type Scan, scanWithProgress, tell, writeNotices } from './io';
import { findingsJson } from './json';
import { findingsJunit } from './junit';
import type { FailOn } from './options';
import { type FileOf, relativeTo, rootGiven, rootShown } from './places';
import { findingsRdjson } from './rdjson';
import { findingsSarif, type SarifOptions } from './sarif';
import { type Commit, commitOf, sinceThen } from './since';
import { statisticsJson, statisticsText } from './statistics';
import { oneLine, wantsColor } from './terminal';
import { findingsText, plural } from './text';

export interface CheckServices {
  readonly scan: Scan;
  readonly rules: SarifOptions['rules'];
  readonly version: string;
}

/** `portolan check`. Gives the exit code. */
export async function check(request: CheckRequest, io: Io, services: CheckServices): Promise<number> {
  const { since } = request;
  const commit = since === undefined ? undefined : commitOf(since, rootGiven(request.paths, io.cwd));
  try {
    return await checkSince(commit, request, io, services);
  } finally {
    commit?.end();
  }
}

async function checkSince(
  commit: Commit | undefined,
  request: CheckRequest,
  io: Io,
  services: CheckServices,
): Promise<number> {
  const shown = relativeTo(rootShown(request.paths, io.cwd));
  const given = await givenFile(request, io);
  const keep = await narrowing(commit, request, io, shown, services.scan, given);
  const scan = async (options: ScanOptions = given ? { given } : {}) =>
    keep(await scanWithProgress(services.scan, request.paths, io, options));
  const report = (analysis: Analysis, fixing?: Fixing) => {
    // What takes too much work is known once the findings are.
    const text = render(analysis, request, shown, io, services);
    writeNotices(io, [...analysis.notices, ...(fixing?.notices ?? [])], shown);
    io.stdout.write(text);
  };
  if (request.baseline !== undefined && request.writeBaseline) {
    const analysis = await scan();
    const count = writeBaseline(path.resolve(io.cwd, request.baseline), analysis.findings, shown);
    writeNotices(io, analysis.notices, shown);
    tell(io, `Wrote ${plural(count, 'finding')} to ${request.baseline}`);
    return exitCode(analysis);
  }
  if (request.watch) {
    const { watching } = await import('./watch');
    return watching(io, async disk => report(await scan({ disk })));
  }
  const fixing = request.fix ? await fixAll(scan, request.unsafeFixes, io, shown) : undefined;
  const analysis = fixing?.analysis ?? (await scan());
  report(analysis, fixing);
  if (fixing !== undefined) tell(io, fixedText(fixing, shown));
  return exitCode(analysis, failed(analysis, request.failOn) ? 1 : 0);
}

/** The file that comes in on standard input, if one does. */
async function givenFile({ stdinFilename }: CheckRequest, io: Io): Promise<GivenFile | undefined> {
  if (stdinFilename === undefined) return undefined;
  return { path: stdinFilename, text: textOfBytes(await io.input(MAX_FILE_SIZE)) };
}

/** Leaves out the findings that a baseline has, and those that were there at a commit and have to do with no changed line. */
async function narrowing(
  commit: Commit | undefined,
  request: CheckRequest,
  io: Io,
  fileOf: FileOf,
  scan: Scan,
  given: GivenFile | undefined,
): Promise<(analysis: Analysis) => Promise<Analysis>> {
  const { baseline, writeBaseline: isWritten } = request;
  const known =
    baseline === undefined || isWritten ? undefined : readBaseline(path.resolve(io.cwd, baseline));
  if (!known && !commit) return async analysis => analysis;
  const then =
    commit &&
    baselineOf(
      (await scan(request.paths, { files: commit.files, ...(given ? { given } : {}) })).findings,
      fileOf,
    );
  return async analysis => {
    const { findings } = analysis;
    const changed =
      commit && then
        ? await sinceThen(commit, findings, new Set(notIn(then, findings, fileOf)), uri =>
            analysis.textOf(uri),
          )
        : findings;
    return withFindings(analysis, known ? notIn(known, changed, fileOf) : changed);
  };
}

/** An analysis with other findings; what is not asked for is still not worked out. */
function withFindings(analysis: Analysis, findings: readonly Finding[]): Analysis {
  return {
    uris: analysis.uris,
    findings,
    fixesOf: finding => analysis.fixesOf(finding),
    notices: analysis.notices,
    textOf: uri => analysis.textOf(uri),
    systemOf: uri => analysis.systemOf(uri),
    get occurrences() {
      return analysis.occurrences;
    },
    get tables() {
      return analysis.tables;
    },
  };
}

function render(
  analysis: Analysis,
  request: CheckRequest,
  fileOf: FileOf,
  io: Io,
  { version, rules }: CheckServices,
): string {
  const color = wantsColor(request.color, io.env, io.stdout);
  if (request.statistics)
    return request.format === 'json' ? statisticsJson(analysis) : statisticsText(analysis, color);
  switch (request.format) {
    case 'text':
      return findingsText(analysis, { fileOf, color });
    case 'json':
      return findingsJson(analysis, { fileOf: relativeTo(rootGiven(request.paths, io.cwd)) });
    case 'sarif':
      return findingsSarif(analysis, { fileOf, version, rules });
    case 'github':
      return findingsGithub(analysis, { fileOf });
    case 'codeclimate':
      return findingsCodeClimate(analysis, { fileOf });
    case 'junit':
      return findingsJunit(analysis, { fileOf, fails: ({ severity }) => fails(severity, request.failOn) });
    case 'rdjson':
      return findingsRdjson(analysis, { fileOf, rules });
  }
}

/** Whether a finding is as grave as the severity that fails a check, or graver. */
export function failed({ findings }: Analysis, failOn: FailOn): boolean {
  return findings.some(({ severity }) => fails(severity, failOn));
}

function fails(severity: Severity, failOn: FailOn): boolean {
  return failOn !== 'never' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
}

/** A fix may show what another rule can fix, but not forever. */
const MAX_ROUNDS = 10;

interface Fixing {
  /** What the files say once they are fixed. */
  readonly analysis: Analysis;
  readonly notices: readonly Notice[];
  readonly fixed: number;
  readonly changes: readonly ChangedLine[];
}

async function fixAll(
  scan: () => Promise<Analysis>,
  isUnsafe: boolean,
  io: Io,
  shown: FileOf,
): Promise<Fixing> {
  const changes: ChangedLine[] = [];
  // The next round may say the same of a file again.
  const notices = new Map<string, Notice>();
  let fixed = 0;
  let analysis = await scan();
  for (let round = 1; ; round++) {
    const done = await io
      .whole(signal => fixFiles(analysis, isUnsafe, signal))
      .catch((error: unknown) => {
        // What earlier rounds changed is said all the same.
        if (changes.length > 0) tell(io, fixedText({ analysis, notices: [], fixed, changes }, shown));
        throw error;
      });
    for (const notice of done.notices) notices.set(`${notice.uri} ${notice.message}`, notice);
    changes.push(...done.changes);
    fixed += done.fixed;
    if (done.changes.length > 0) analysis = await scan();
    if (done.changes.length === 0 || round === MAX_ROUNDS)
      return { analysis, notices: [...notices.values()], fixed, changes };
  }
}

/** Every line that was changed, and how many findings that fixed. */
function fixedText({ fixed, changes }: Fixing, fileOf: FileOf): string {
  if (fixed === 0) return 'Nothing to fix';
  const lines = [...groupBy(changes, ({ uri, line }) => `${fileOf(uri)}:${line}`)].map(
    // A line may be changed once in each round.
    ([place, [first, ...more]]) =>
      `${oneLine(place)}: ${first?.before ?? ''} -> ${(more.at(-1) ?? first)?.after ?? ''}\n`,
  );
  const files = new Set(changes.map(({ uri }) => uri)).size;
  return `${lines.join('')}Fixed ${plural(fixed, 'finding')} in ${plural(files, 'file')}`;
}
