import { type DotenvEntry, readDotenv } from '../text/dotenv';
import { isPlainPurpose, type Purpose, purposeOf } from '../text/purpose';
import { findSilences, type Silence } from '../text/silences';
import type { Block } from '../text/source-text';
import type { Span } from '../text/spans';
import { findUrls, isLoopbackHost, mayHoldUrls, type UrlMention } from '../text/urls';
import { type ComposeReading, readCompose } from './compose/reading';
import { type DockerfileReading, readDockerfile } from './dockerfile/reading';
import type { Format } from './format';

export interface DotenvFile {
  readonly kind: 'dotenv';
  readonly block: Block;
  readonly entries: readonly DotenvEntry[];
  readonly faults: readonly { readonly message: string; readonly span: Span }[];
  readonly urls: readonly UrlMention[];
}

/** A file without a format of its own: only its URLs count. */
export interface TextFile {
  readonly kind: 'text';
  readonly block: Block;
  readonly urls: readonly UrlMention[];
  /** Whether it publishes a host port itself, as a workflow with services or a `docker run -p` does. */
  publishes(port: number): boolean;
}

/** What one document says about ports. */
export type Reading = ComposeReading | DockerfileReading | DotenvFile | TextFile;

/** A document of the workspace as read. */
export interface Document {
  readonly uri: string;
  readonly text: string;
  readonly purpose: Purpose;
  readonly reading: Reading;
  readonly silences: readonly Silence[];
}

/**
 * Reads a document in its format. `path` is its path from the workspace folder, which says what it is for; `earlier`
 * is an earlier version of it, whose unchanged blocks are kept.
 */
export function readDocument(
  uri: string,
  text: string,
  format: Format,
  earlier?: Document,
  path: string = uri,
): Document {
  // What has a format of ours is set up by it, wherever it stands.
  const purpose = format === 'text' ? purposeOf(path) : 'configuration';
  const reading = readAs(uri, text, format, purpose, earlier?.reading);
  return { uri, text, purpose, reading, silences: findSilences(text) };
}

function readAs(
  uri: string,
  text: string,
  format: Format,
  purpose: Purpose,
  earlier: Reading | undefined,
): Reading {
  switch (format) {
    case 'compose':
      return readCompose(text, earlier?.kind === 'compose' ? earlier : undefined);
    case 'dockerfile':
      return readDockerfile(text, uri);
    case 'dotenv': {
      const block = { length: text.length };
      return { kind: 'dotenv', block, ...readDotenv(text, block), urls: findUrls(text) };
    }
    case 'text':
      return readText(text, purpose);
  }
}

/**
 * Most files of a workspace are text that nobody looks at: their URLs are found again when they are asked for,
 * and may be forgotten in between.
 */
function readText(text: string, purpose: Purpose): TextFile {
  let found: WeakRef<readonly UrlMention[]> | undefined;
  const mapped = new Map<number, boolean>();
  const none: readonly UrlMention[] | undefined = mayHoldUrls(text) ? undefined : [];
  return {
    kind: 'text',
    block: { length: text.length },
    get urls() {
      const kept = none ?? found?.deref();
      if (kept) return kept;
      const isInPod = MANIFEST.every(key => key.test(text));
      const urls = findUrls(text).filter(
        mention => isReference(mention, text, purpose) && !(isInPod && isLoopbackHost(mention.host)),
      );
      found = new WeakRef(urls);
      return urls;
    },
    publishes(port) {
      // Asked for each URL of a port.
      const known = mapped.get(port) ?? mapsPort(text, port);
      mapped.set(port, known);
      return known;
    },
  };
}

/** The top-level keys of a Kubernetes object, or of a template of one: there `localhost` is the pod. */
const MANIFEST = [/^apiVersion:/m, /^kind:/m];

/** Whether a text maps a host port: an item of a list, or an option, that reads `[ip:]port:target`. */
function mapsPort(text: string, port: number): boolean {
  for (let at = text.indexOf(`${port}:`); at >= 0; at = text.indexOf(`${port}:`, at + 1)) {
    const before = text.slice(Math.max(0, at - MAX_BEFORE_MAPPING), at);
    if (BEFORE_MAPPING.test(before) && /^\d{1,5}:\d/.test(text.slice(at, at + 8))) return true;
  }
  return false;
}

const MAX_BEFORE_MAPPING = 40;

const BEFORE_MAPPING = /(?:^|[\s,[])(?:-[ \t]*|-p[ =]?|--publish[ =])["']?(?:[\d.]{7,15}:)?$/;

/**
 * Whether a mention in a file without a format of its own is a reference. In code and in other people's files a URL
 * without a port says nothing of one, and `name: 80` is a key with its value.
 */
function isReference({ scheme, port, span }: UrlMention, text: string, purpose: Purpose): boolean {
  if (isPlainPurpose(purpose)) return true;
  if (port === undefined) return false;
  return scheme !== undefined || !/[{,]\s*$/.test(text.slice(Math.max(0, span.start - 16), span.start));
}

/** Where a block starts in its document, in UTF-16 offsets. */
function blockStart(reading: Reading, block: Block): number {
  return reading.kind === 'compose' ? reading.startOf(block) : 0;
}

/** A span of a block, in offsets of the document. */
export function placeSpan(reading: Reading, block: Block, span: Span): Span {
  const start = blockStart(reading, block);
  return start === 0 ? span : { start: span.start + start, end: span.end + start };
}

/** The block that an offset of the document stands in; one between two belongs to the later. */
export function blockAt(reading: Reading, offset: number): Block {
  return reading.kind === 'compose' ? reading.blockAt(offset) : reading.block;
}

/** The blocks that a span of the document touches. */
export function blocksIn(reading: Reading, { start, end }: Span): readonly Block[] {
  if (reading.kind !== 'compose') return [reading.block];
  return reading.blocks
    .filter(({ block, part }) => start <= part.start + block.length && part.start <= end)
    .map(({ block }) => block);
}
