import { writeMarkdown } from '../features/drawing-markdown';
import { drawMermaid } from '../features/drawing-mermaid';
import { drawSvg } from '../features/drawing-svg';
import type { Analysis } from '../workspace/analysis';
import type { ChartRequest } from './arguments';
import { exitCode, type Io, type Scan, scanWithProgress, writeNotices } from './io';
import { chartJson } from './json';
import type { ChartFormat } from './options';
import { relativeTo, rootGiven, rootShown } from './places';
import { harmless } from './terminal';

/** `portolan chart`. Gives the exit code. */
export async function chart(request: ChartRequest, io: Io, scan: Scan): Promise<number> {
  const analysis = await scanWithProgress(scan, request.paths, io);
  const text = drawn(analysis, request.format, rootGiven(request.paths, io.cwd));
  writeNotices(io, analysis.notices, relativeTo(rootShown(request.paths, io.cwd)));
  io.stdout.write(text);
  return exitCode(analysis);
}

function drawn(analysis: Analysis, format: ChartFormat, root: string): string {
  switch (format) {
    case 'mermaid':
      return harmless(drawMermaid(analysis.tables));
    case 'svg':
      return harmless(drawSvg(analysis.tables));
    case 'markdown':
      return harmless(writeMarkdown(analysis.tables));
    case 'json':
      return chartJson(analysis, { fileOf: relativeTo(root) });
  }
}
