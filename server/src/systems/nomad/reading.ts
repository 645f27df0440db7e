import { t } from '@vscode/l10n';
import { type HclBody, MAX_HCL_DEPTH, readHcl } from '../../text/hcl';
import type { Block } from '../../text/source-text';
import { findUrls } from '../../text/urls';
import { inOneBlock, type Reading } from '../reading';

/** What a job file of Nomad says. */
export interface NomadReading extends Reading {
  readonly format: 'nomad';
  readonly text: string;
  readonly block: Block;
  readonly body: HclBody;
  /** Whether all of it was understood: a template of another program, and what is being written, is not. */
  readonly isWhole: boolean;
}

/** Whether a reading is that of a job file. */
export function isNomadReading(reading: Reading | undefined): reading is NomadReading {
  return reading?.format === 'nomad';
}

/** So many characters cost what a port does. */
const CHARACTERS_AN_ENTRY = 400;

/** Reads a job file: its blocks, and the URLs in it. */
export function readNomad(text: string): NomadReading {
  const block: Block = { length: text.length };
  const { body, faults, tooDeep } = readHcl(text, block);
  const mentions = findUrls(text);
  return {
    format: 'nomad',
    weight: mentions.length + Math.ceil(text.length / CHARACTERS_AN_ENTRY),
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions }],
    // Nomad says itself what it cannot read.
    troubles: tooDeep
      ? [
          {
            message: t('This file is nested too deeply: Portolan reads {0} levels.', MAX_HCL_DEPTH),
            span: tooDeep,
          },
        ]
      : [],
    text,
    block,
    body,
    isWhole: faults.length === 0 && !tooDeep,
  };
}
