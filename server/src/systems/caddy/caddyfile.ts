import { readTokens, type Token } from './tokens';

/** A directive or an option: its words, and what stands between its braces. */
export interface Directive {
  readonly words: readonly Token[];
  readonly block: readonly Directive[];
}

/** A block at the top of a file. */
export interface TopBlock {
  /** `site`: it has addresses; `options`: it has none; `snippet`: `(name)`; `part`: directives of whoever imports the file. */
  readonly kind: 'site' | 'options' | 'snippet' | 'part';
  /** What stands before its braces, without commas. */
  readonly keys: readonly Token[];
  readonly directives: readonly Directive[];
}

/** What a Caddyfile says, and whether its blocks were too deep to read it to its end. */
export interface Caddyfile {
  readonly blocks: readonly TopBlock[];
  /** Whether it imports files or snippets beside its blocks. */
  readonly isImporting: boolean;
  readonly isCut: boolean;
  /** Whether it ends within a block. */
  readonly isOpen: boolean;
  /** How many words it has. */
  readonly words: number;
}

/** Blocks stand within no more others than this. */
export const MAX_DEPTH = 32;

/** The directives of Caddy's standard modules that a file of parts begins with: no site is called so. */
const DIRECTIVES: ReadonlySet<string> = new Set(
  (
    'abort acme_server basic_auth basicauth bind encode error file_server forward_auth fs handle handle_errors ' +
    'handle_path header intercept invoke log log_append log_name log_skip map method metrics php_fastcgi php_server push ' +
    'redir request_body request_header respond reverse_proxy rewrite root route skip_log templates tls tracing ' +
    'try_files uri vars'
  ).split(' '),
);

/** Reads a Caddyfile, or a part of one, into its blocks (Caddy `caddyfile/parse.go`). */
export function readCaddyfile(text: string): Caddyfile {
  const reader: Reader = { tokens: readTokens(text), at: 0, isCut: false, isOpen: false };
  if (isPart(reader.tokens)) {
    const directives = readDirectives(reader, false);
    return { blocks: [{ kind: 'part', keys: [], directives }], isImporting: false, ...statesOf(reader) };
  }
  const blocks: TopBlock[] = [];
  let isImporting = false;
  while (reader.at < reader.tokens.length && !reader.isCut) {
    if (isImport(reader.tokens[reader.at])) {
      isImporting = true;
      restOfLine(reader);
    } else blocks.push(readBlock(reader));
  }
  return { blocks, isImporting, ...statesOf(reader) };
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  isCut: boolean;
  isOpen: boolean;
}

function statesOf({ tokens, isCut, isOpen }: Reader): Pick<Caddyfile, 'words' | 'isCut' | 'isOpen'> {
  return { words: tokens.length, isCut, isOpen };
}

/** Whether a file holds directives of whoever imports it, and no blocks of its own: what it imports itself says neither. */
function isPart(tokens: readonly Token[]): boolean {
  let isOfImport = false;
  const first = tokens.find(token => {
    if (token.isFirst) isOfImport = isImport(token);
    return !isOfImport && token.value !== '';
  });
  return first !== undefined && (DIRECTIVES.has(first.value) || first.value.startsWith('@'));
}

function isImport(token: Token | undefined): boolean {
  return token?.value === 'import' && token.isFirst;
}

function isBrace(token: Token | undefined, brace: '{' | '}'): boolean {
  return token?.value === brace && !token.isQuoted;
}

function restOfLine(reader: Reader): readonly Token[] {
  const words: Token[] = [];
  for (let token = reader.tokens[reader.at]; token; token = reader.tokens[reader.at]) {
    if (words.length > 0 && token.isFirst) break;
    words.push(token);
    reader.at++;
  }
  return words;
}

function readBlock(reader: Reader): TopBlock {
  const keys: Token[] = [];
  let isMore = true;
  for (let token = reader.tokens[reader.at]; token; token = reader.tokens[reader.at]) {
    if (isBrace(token, '{') || (!isMore && token.isFirst)) break;
    reader.at++;
    isMore = token.value.endsWith(',');
    const key = isMore ? withoutComma(token) : token;
    // A comma behind quotes stands for itself: an address of nothing is before it.
    if (token.value !== '') keys.push(key);
  }
  const hasBraces = isBrace(reader.tokens[reader.at], '{');
  if (hasBraces) reader.at++;
  // Without braces all that follows is of the one site.
  return { kind: kindOf(keys), keys, directives: readDirectives(reader, hasBraces) };
}

function withoutComma(token: Token): Token {
  const { value, span } = token;
  return { ...token, value: value.slice(0, -1), span: { start: span.start, end: span.end - 1 } };
}

function kindOf([first, ...others]: readonly Token[]): TopBlock['kind'] {
  if (!first) return 'options';
  // A named route, `&(name)`, is brought in as a snippet is.
  return others.length === 0 && /^&?\(.*\)$/s.test(first.value) ? 'snippet' : 'site';
}

/** The directives up to the brace that closes a block, or to the end of the text. */
function readDirectives(reader: Reader, hasBraces: boolean): readonly Directive[] {
  const top: Directive[] = [];
  const open: Directive[][] = [top];
  for (let token = reader.tokens[reader.at]; token; token = reader.tokens[reader.at]) {
    if (isBrace(token, '}')) {
      reader.at++;
      open.pop();
      if (open.length > 0) continue;
      return top;
    }
    const words = wordsOfDirective(reader);
    const block: Directive[] = [];
    open.at(-1)?.push({ words, block });
    if (!isBrace(reader.tokens[reader.at], '{')) continue;
    reader.at++;
    if (open.length >= MAX_DEPTH) {
      reader.isCut = true;
      return top;
    }
    open.push(block);
  }
  reader.isOpen ||= hasBraces || open.length > 1;
  return top;
}

/** The words of a line up to the brace at its end. */
function wordsOfDirective(reader: Reader): readonly Token[] {
  const words: Token[] = [];
  for (let token = reader.tokens[reader.at]; token; token = reader.tokens[reader.at]) {
    const next = reader.tokens[reader.at + 1];
    if (words.length > 0 && (token.isFirst || isBrace(token, '}'))) break;
    if (isBrace(token, '{') && (words.length > 0 || !next || next.isFirst)) break;
    words.push(token);
    reader.at++;
  }
  return words;
}
