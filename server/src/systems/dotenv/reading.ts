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
    // A variable that is made of others costs as much as so many.
    weight: entries.length + faults.length + mentions.length + countVariables(text),
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: faults,
    variables: entries,
  };
}

/** How many variables a text may stand for. */
function countVariables(text: string): number {
  return text.match(/\$[{A-Za-z_]/g)?.length ?? 0;
}
