import type { PortsRequest } from './arguments';
import { exitCode, type Io, type Scan, scanWithProgress, writeNotices } from './io';
import { portsJson } from './json';
import { relativeTo, rootGiven, rootShown } from './places';
import { wantsColor } from './terminal';
import { portsText } from './text';

/** `portolan ports`. Gives the exit code. */
export async function ports(request: PortsRequest, io: Io, scan: Scan): Promise<number> {
  const analysis = await scanWithProgress(scan, request.paths, io);
  const shown = relativeTo(rootShown(request.paths, io.cwd));
  const text =
    request.format === 'json'
      ? portsJson(analysis, { fileOf: relativeTo(rootGiven(request.paths, io.cwd)) })
      : portsText(analysis, { fileOf: shown, color: wantsColor(request.color, io.env, io.stdout) });
  writeNotices(io, analysis.notices, shown);
  io.stdout.write(text);
  return exitCode(analysis);
}
