import { readDotenv } from '../../text/dotenv';
import { findUrls } from '../../text/urls';
import { COST_OF_ENTRY, inOneBlock, type Reading } from '../reading';

/** Reads a file of variables. */
export function readDotenvFile(text: string): Reading {
  const block = { length: text.length };
  const { entries, faults } = readDotenv(text, block);
  const mentions = findUrls(text);
  // A variable that is made of others costs as much as so many.
  const weight = entries.length + faults.length + mentions.length + countVariables(text);
  const pieces = entries.reduce((sum, { value }) => sum + value.pieces.length, 0);
  return {
    format: 'dotenv',
    weight,
    cost: COST_OF_ENTRY * weight + COST_OF_PIECE * pieces,
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: faults,
    variables: entries,
  };
}

/** What it costs to keep each escape of a value with what stands before it, about in bytes. */
const COST_OF_PIECE = 170;

/** How many variables a text may stand for. */
function countVariables(text: string): number {
  return text.match(/\$[{A-Za-z_]/g)?.length ?? 0;
}
