import { t } from '@vscode/l10n';
import { MAX_HCL_DEPTH } from '../text/hcl';
import type { Block } from '../text/source-text';
import type { Span } from '../text/spans';
import { findUrls } from '../text/urls';
import { inOneBlock, type Reading } from './reading';

/** So many characters cost what a port does. */
const CHARACTERS_AN_ENTRY = 400;

/**
 * What a reading of a file of HCL says, whatever program has it: its URLs, and where it is nested more deeply than is read.
 * What else is wrong with it, its program says itself.
 */
export function readingOfHcl(text: string, block: Block, tooDeep: Span | undefined): Omit<Reading, 'format'> {
  const mentions = findUrls(text);
  const message = t('This file is nested too deeply: Portolan reads {0} levels.', MAX_HCL_DEPTH);
  return {
    weight: mentions.length + Math.ceil(text.length / CHARACTERS_AN_ENTRY),
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions }],
    troubles: tooDeep ? [{ message, span: tooDeep, isLimit: true }] : [],
  };
}
