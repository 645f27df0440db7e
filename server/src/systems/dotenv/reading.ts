import { readDotenv } from '../../text/dotenv';
import { findUrls } from '../../text/urls';
import { inOneBlock, type Reading } from '../reading';

/** Reads a file of variables. */
export function readDotenvFile(text: string): Reading {
  const block = { length: text.length };
  const { entries, faults } = readDotenv(text, block);
  const mentions = findUrls(text);
  return {
    format: 'dotenv',
    weight: entries.length + faults.length + mentions.length,
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: faults,
    variables: entries,
  };
}
