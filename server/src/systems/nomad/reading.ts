import { type HclBody, readHcl } from '../../text/hcl';
import type { Block } from '../../text/source-text';
import { readingOfHcl } from '../hcl';
import type { Reading } from '../reading';

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

/** Reads a job file: its blocks, and the URLs in it. */
export function readNomad(text: string): NomadReading {
  const block: Block = { length: text.length };
  const { body, faults, tooDeep } = readHcl(text, block);
  return {
    format: 'nomad',
    ...readingOfHcl(text, block, tooDeep),
    text,
    block,
    body,
    isWhole: faults.length === 0 && !tooDeep,
  };
}
