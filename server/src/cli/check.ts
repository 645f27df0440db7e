import { SEVERITIES } from '../rules/finding';
import type { Analysis, Notice } from '../workspace/analysis';
import type { CheckRequest, FailOn } from './arguments';
import { fixFiles } from './fix';
import { findingsGithub } from './github';
import { type Io, type Scan, scanWithProgress, writeNotices } from './io';
import { findingsJson } from './json';
import { type FileOf, relativeTo, rootGiven, rootShown } from './places';
import { findingsSarif, type SarifOptions } from './sarif';
import { wantsColor } from './terminal';
import { findingsText, plural } from './text';

export interface CheckServices {
  readonly scan: Scan;
  readonly rules: SarifOptions['rules'];
  readonly version: string;
}

/** `portolan check`. Gives the exit code. */
export async function check(request: CheckRequest, io: Io, services: CheckServices): Promise<number> {
  const scan = () => scanWithProgress(services.scan, request.paths, io);
  const fixing = request.fix ? await fixAll(scan, io.signal) : undefined;
  const analysis = fixing?.analysis ?? (await scan());
  const shown = relativeTo(rootShown(request.paths, io.cwd));
  writeNotices(io, [...analysis.notices, ...(fixing?.notices ?? [])], shown);
  io.stdout.write(render(analysis, request, shown, io, services));
  if (fixing !== undefined) io.stderr.write(`${fixedText(fixing)}\n`);
  return failed(analysis, request.failOn) ? 1 : 0;
}

function render(
  analysis: Analysis,
  request: CheckRequest,
  fileOf: FileOf,
  io: Io,
  { version, rules }: CheckServices,
): string {
  switch (request.format) {
    case 'text':
      return findingsText(analysis, { fileOf, color: wantsColor(request.color, io.env, io.stdout) });
    case 'json':
      return findingsJson(analysis, { fileOf: relativeTo(rootGiven(request.paths, io.cwd)) });
    case 'sarif':
      return findingsSarif(analysis, { fileOf, version, rules });
    case 'github':
      return findingsGithub(analysis, { fileOf });
  }
}

/** Whether a finding is as grave as the severity that fails a check, or graver. */
export function failed({ findings }: Analysis, failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  const failing = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  return findings.some(finding => failing.includes(finding.severity));
}

/** A fix may show what another rule can fix, but not forever. */
const MAX_ROUNDS = 10;

interface Fixing {
  /** What the files say once they are fixed. */
  readonly analysis: Analysis;
  readonly notices: readonly Notice[];
  readonly fixed: number;
  readonly files: number;
}

async function fixAll(scan: () => Promise<Analysis>, signal: AbortSignal): Promise<Fixing> {
  const written = new Set<string>();
  let fixed = 0;
  let analysis = await scan();
  for (let round = 1; ; round++) {
    const done = await fixFiles(analysis, signal);
    if (done.uris.length === 0) return { analysis, notices: done.notices, fixed, files: written.size };
    for (const uri of done.uris) written.add(uri);
    fixed += done.fixed;
    analysis = await scan();
    if (round === MAX_ROUNDS) return { analysis, notices: done.notices, fixed, files: written.size };
  }
}

function fixedText({ fixed, files }: Fixing): string {
  return fixed === 0 ? 'Nothing to fix' : `Fixed ${plural(fixed, 'finding')} in ${plural(files, 'file')}`;
}
