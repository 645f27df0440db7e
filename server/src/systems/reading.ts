import type { Purpose } from '../text/purpose';
import type { Silence } from '../text/silences';
import type { Block } from '../text/source-text';
import type { Span } from '../text/spans';
import type { ComposeReading } from './compose/reading';
import type { DockerfileReading } from './dockerfile/reading';
import type { DotenvFile } from './dotenv/reading';
import type { TextFile } from './plain/reading';

export type { DotenvFile } from './dotenv/reading';

/** What one document says about ports. */
export type Reading = ComposeReading | DockerfileReading | DotenvFile | TextFile;

/** The name of a format, by which its readings are told apart. */
export type FormatId = Reading['kind'];

/** A document of the workspace as read. */
export interface Document {
  readonly uri: string;
  readonly text: string;
  readonly purpose: Purpose;
  readonly reading: Reading;
  readonly silences: readonly Silence[];
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
