import { fileName } from '../../text/uri';

/** A place in a text where a command may start: the name of a program that makes containers. */
export interface Candidate {
  readonly at: number;
  /** The quote, or the mark of code, that it stands in. */
  readonly outer: string;
}

const MARKDOWN = /\.(?:md|mdx|markdown)$/i;

/** Files in which people write commands; those without an ending say in their first line that they are scripts. */
const OTHERS =
  /(?:\.(?:sh|bash|zsh|mk|ya?ml)|(?:^|\/)(?:gnumakefile|makefile(?:\.\w{1,20})?|\.?justfile|package\.json))$/i;

export function isMarkdown(uri: string): boolean {
  return MARKDOWN.test(uri);
}

/** An option that speaks of ports: most texts that name a program have none. */
const OPTION = /\s(?:-[A-Za-z]{0,8}p|--publish|--expose)/;

/** Whether commands are looked for in a file, by its name or its first line, and may be there. */
export function mayHoldCommands(uri: string, text: string): boolean {
  const isRead =
    isMarkdown(uri) || OTHERS.test(uri) || (text.startsWith('#!') && !fileName(uri).includes('.'));
  return isRead && (text.includes('docker') || text.includes('podman')) && OPTION.test(text);
}

/** Where commands may start, in the order of the text: of Markdown in code alone, and never in a comment. */
export function* candidatesIn(text: string, isOfMarkdown: boolean): Generator<Candidate, undefined> {
  const programs = programsIn(text);
  let fence: Fence | undefined;
  for (let start = 0; programs.next() !== undefined; ) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const mark = isOfMarkdown ? fenceAt(text, start, end) : undefined;
    if (mark && !fence) fence = mark;
    else if (mark && fence && closes(mark, fence)) fence = undefined;
    else if ((programs.next() ?? end) < end && !fence?.isOfChanges) {
      const isCode = !isOfMarkdown || fence !== undefined || isIndented(text, start);
      yield* isCode
        ? inLine(text, start, end, programs, fence?.isSession === true)
        : inProse(text, start, end, programs);
    }
    programs.skipTo(end);
    if (feed < 0) return undefined;
    start = end + 1;
  }
  return undefined;
}

/** The places where the name of a program stands, one after the other. */
interface Programs {
  next(): number | undefined;
  /** Leaves out those before an offset. */
  skipTo(offset: number): void;
}

/**
 * A name behind a path is one; the `-` before a command of a Makefile is none of it. Where its line goes on in the next
 * one, a blank stands at the end of the one or at the beginning of the other, or both would be one word.
 */
const PROGRAM =
  /(?<![\w.$]|\S-|\/\/)(?:docker|podman)(?:-compose)?(?:\.exe)?(?=[ \t]|[\\^`][ \t\r]{0,40}\n[ \t>])/g;

function programsIn(text: string): Programs {
  const all = text.matchAll(PROGRAM);
  const following = () => all.next().value?.index;
  let next = following();
  return {
    next: () => next,
    skipTo(offset) {
      while (next !== undefined && next < offset) next = following();
    },
  };
}

/** A line that opens or closes a block of code (CommonMark, 4.5). */
interface Fence {
  readonly mark: string;
  readonly hasInfo: boolean;
  /** Whether it shows what somebody types, where `# ` is the prompt of root. */
  readonly isSession: boolean;
  /** Whether it shows how lines were changed. */
  readonly isOfChanges: boolean;
}

/** In lists and quotes, too. So much of a line is looked at. */
const FENCE = /^[ \t>]{0,40}(?:(?:[-*+]|\d{1,3}[.)])[ \t]{1,4})?(`{3,20}|~{3,20})[ \t]{0,8}([^\n`]{0,40})/;
const MAX_FENCE = 128;

function fenceAt(text: string, start: number, end: number): Fence | undefined {
  const [, mark, info = ''] = FENCE.exec(text.slice(start, Math.min(end, start + MAX_FENCE))) ?? [];
  if (mark === undefined) return undefined;
  return {
    mark,
    hasInfo: info.trim() !== '',
    isSession: /^\{?\.?(?:console|shell-?session|terminal)\b/i.test(info),
    isOfChanges: /^\{?\.?(?:diff|patch)\b/i.test(info),
  };
}

function closes({ mark, hasInfo }: Fence, open: Fence): boolean {
  return !hasInfo && mark[0] === open.mark[0] && mark.length >= open.mark.length;
}

function isIndented(text: string, start: number): boolean {
  return text[start] === '\t' || text.startsWith('    ', start);
}

/** The candidates of a line of code, each with the quote that it stands in. */
function* inLine(
  text: string,
  start: number,
  end: number,
  programs: Programs,
  isSession: boolean,
): Generator<Candidate, undefined> {
  let outer = '';
  for (let at = start; at < end && (programs.next() ?? end) < end; at++) {
    programs.skipTo(at);
    if (at === programs.next()) yield { at, outer };
    const character = text[at] ?? '';
    if (character === '\\') at++;
    else if (outer !== '') outer = character === outer ? '' : outer;
    else if (character === '"' || (character === "'" && !isApostrophe(text, at))) outer = character;
    else if (character === '#' && isApart(text, at, start) && !(isSession && isFirst(text, at, start)))
      return undefined;
  }
  return undefined;
}

/** The candidates of a line of prose: within backticks. */
function* inProse(
  text: string,
  start: number,
  end: number,
  programs: Programs,
): Generator<Candidate, undefined> {
  let open = 0;
  for (let at = start; at < end && (programs.next() ?? end) < end; at++) {
    programs.skipTo(at);
    if (at === programs.next() && open > 0) yield { at, outer: '`' };
    const from = at;
    while (at < end && text[at] === '`') at++;
    if (at === from) continue;
    if (open === 0) open = at - from;
    else if (open === at - from) open = 0;
    at--;
  }
  return undefined;
}

/** `don't` opens no quote. */
function isApostrophe(text: string, at: number): boolean {
  return /\w/.test(text[at - 1] ?? '') && /[a-z]/.test(text[at + 1] ?? '');
}

function isApart(text: string, at: number, lineStart: number): boolean {
  return at === lineStart || /\s/.test(text[at - 1] ?? '');
}

/** Whether nothing but blanks stands before a place of a line. */
function isFirst(text: string, at: number, lineStart: number): boolean {
  return text.slice(lineStart, at).trim() === '';
}
