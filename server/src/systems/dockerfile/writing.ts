import {
  type Cursor,
  inProtocol,
  inUrl,
  MAX_LINE,
  NO_SPACE,
  startOfLine,
  typedAround,
  WORD,
  type Writing,
} from '../../text/writing';

/** What is being written in a Dockerfile. */
export function writingIn(at: Cursor): Writing | undefined {
  return inInstruction(at) ?? inUrl(at, false);
}

/** Where the instruction of a Dockerfile starts: lines that end in a backslash go on. */
export function instructionStart(text: string, offset: number): number {
  let start = startOfLine(text, offset);
  while (start > 0 && offset - start < MAX_LINE) {
    const above = startOfLine(text, start - 1);
    if (!text.slice(above, start).trimEnd().endsWith('\\')) break;
    start = above;
  }
  return start;
}

/** Whether the line of a place is a comment. */
export function isComment({ before }: Cursor): boolean {
  return before.slice(startOfLine(before, before.length)).trimStart()[0] === '#';
}

function inInstruction(at: Cursor): Writing | undefined {
  const exposed = /^\s*(?:ONBUILD\s+)?EXPOSE\s(?:.*\s)?(\S*)$/is.exec(at.before);
  if (exposed) {
    const typed = exposed[1] ?? '';
    return (
      inProtocol(at, typed) ?? {
        kind: 'instruction',
        stage: stageAt(at),
        ...typedAround(at, typed, NO_SPACE),
      }
    );
  }
  const variable = /^\s*(?:ONBUILD\s+)?(?:ENV|ARG)\s(?:.*\s)?(\w+)=["']?(\w*)$/is.exec(at.before);
  if (variable?.[1] === undefined) return undefined;
  return {
    kind: 'variable',
    key: variable[1],
    stage: stageAt(at),
    ...typedAround(at, variable[2] ?? '', WORD),
  };
}

function stageAt({ text, lineStart }: Cursor): number {
  return (text.slice(0, lineStart).match(/^[ \t]*FROM[ \t]/gim) ?? []).length - 1;
}
