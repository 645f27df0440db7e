import { purposeOf } from '../text/purpose';
import { findSilences } from '../text/silences';
import { inSilence, MAX_LINE, startOfLine, type Writing } from '../text/writing';
import { composeFormat } from './compose/format';
import { dockerfileFormat } from './dockerfile/format';
import { dotenvFormat } from './dotenv/format';
import { plainFormat } from './plain/format';
import type { Document, FormatId, Reading } from './reading';
import type { Format, Source } from './system';

/** How files are read: of the formats that a name promises, the first counts. */
const FORMATS = [dockerfileFormat, composeFormat, plainFormat, dotenvFormat] as const;

/** The format of a file as far as its name says it; every other text file is searched for URLs. */
export function formatByName(uri: string): FormatId {
  const name = decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
  return FORMATS.find(({ names }) => names?.test(name))?.id ?? plainFormat.id;
}

/** The format of a document: its name decides, and where that leaves it open, what it holds. */
export function formatOf(uri: string, text: string): FormatId {
  const promised = formatByName(uri);
  if (promised !== plainFormat.id)
    return formatFor(promised).keeps?.(text) === false ? plainFormat.id : promised;
  return FORMATS.find(format => format.holds?.(uri, text))?.id ?? plainFormat.id;
}

/** The same for a file that somebody hands to us by its name, as to `docker compose -f`: less is enough there. */
export function formatOfNamed(uri: string, text: string): FormatId {
  const format = formatOf(uri, text);
  if (format !== plainFormat.id) return format;
  return FORMATS.find(({ mayHold }) => mayHold?.(uri, text))?.id ?? format;
}

/** The most that is read of a format, in UTF-16 units. */
export function sizeLimit(format: FormatId): number {
  return formatFor(format).sizeLimit;
}

/**
 * Reads a document in its format. `path` is its path from the workspace folder, which says what it is for; `earlier`
 * is an earlier version of it, whose unchanged blocks are kept.
 */
export function readDocument(
  uri: string,
  text: string,
  format: FormatId,
  earlier?: Document,
  path: string = uri,
): Document {
  // What has a format of its own sets something up, wherever it stands.
  const purpose = format === plainFormat.id ? purposeOf(path) : 'configuration';
  const reading = readAs({ uri, text, purpose }, format, earlier?.reading);
  return { uri, text, purpose, reading, silences: findSilences(text) };
}

function readAs(source: Source, format: FormatId, earlier: Reading | undefined): Reading {
  switch (format) {
    case 'compose':
      return composeFormat.read(source, earlier?.kind === 'compose' ? earlier : undefined);
    case 'dockerfile':
      return dockerfileFormat.read(source, undefined);
    case 'dotenv':
      return dotenvFormat.read(source, undefined);
    case 'text':
      return plainFormat.read(source, undefined);
  }
}

/** What is being written at an offset of a text. Goes by lines alone, for what is being written is seldom valid. */
export function writingAt(text: string, id: FormatId, offset: number): Writing | undefined {
  const { lineStart: startOf = startOfLine, isComment, writingIn } = formatFor(id);
  const lineStart = startOf(text, offset);
  if (offset - lineStart > MAX_LINE) return undefined;
  const at = { text, lineStart, before: text.slice(lineStart, offset), offset };
  const silence = inSilence(at);
  return silence || isComment?.(at) ? silence : writingIn(at);
}

function formatFor(
  id: FormatId,
): Pick<Format<FormatId, never>, 'keeps' | 'sizeLimit' | 'lineStart' | 'isComment' | 'writingIn'> {
  return FORMATS.find(format => format.id === id) ?? plainFormat;
}
