import { type DotenvEntry, readDotenv } from '../../text/dotenv';
import type { Block } from '../../text/source-text';
import type { Span } from '../../text/spans';
import { findUrls, type UrlMention } from '../../text/urls';

export interface DotenvFile {
  readonly kind: 'dotenv';
  /** How many entries, URLs and faults it has. */
  readonly weight: number;
  readonly block: Block;
  readonly entries: readonly DotenvEntry[];
  readonly faults: readonly { readonly message: string; readonly span: Span }[];
  readonly urls: readonly UrlMention[];
}

/** Reads a file of variables. */
export function readDotenvFile(text: string): DotenvFile {
  const block = { length: text.length };
  const { entries, faults } = readDotenv(text, block);
  const urls = findUrls(text);
  return {
    kind: 'dotenv',
    weight: entries.length + faults.length + urls.length,
    block,
    entries,
    faults,
    urls,
  };
}
