import type { Block } from '../../text/source-text';
import { outside } from '../../text/spans';
import { findUrls } from '../../text/urls';
import { COST_OF_PROJECT, inOneBlock, limitsIn, type Reading } from '../reading';
import { limitsOfPublish } from './publish';
import { type Entry, readEntries } from './unit-file';

/** What a `.container`, `.pod` or `.kube` file of Podman's Quadlet says (podman-systemd.unit(5)). */
export interface QuadletReading extends Reading {
  readonly format: 'quadlet';
  readonly entries: readonly Entry[];
}

export function isQuadletReading(reading: Reading | undefined): reading is QuadletReading {
  return reading?.format === 'quadlet';
}

/** Keys whose values have colons that are none of a URL. */
const NO_URLS = new Set(
  'PublishPort ExposeHostPort Image Volume Mount Network Tmpfs Secret UIDMap GIDMap AddDevice IP IP6'.split(
    ' ',
  ),
);

/** What it costs to keep a line, with what follows from it, about in bytes. */
const COST_OF_LINE = 2500;

export function readQuadlet(text: string): QuadletReading {
  const block: Block = { length: text.length };
  const entries = readEntries(text, block, '');
  const apart = entries.filter(({ key }) => NO_URLS.has(key)).map(({ span }) => span);
  const published = entries.flatMap(({ key, value }) => (key === 'PublishPort' ? [value] : []));
  const mentions = outside(apart, findUrls(text));
  return {
    format: 'quadlet',
    weight: entries.length + mentions.length,
    cost: COST_OF_PROJECT + COST_OF_LINE * (entries.length + mentions.length),
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions }],
    // Podman says itself what it cannot read.
    troubles: limitsIn(text, limitsOfPublish(published)),
    entries,
  };
}
