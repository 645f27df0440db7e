import { urlsOfText } from '../../text/plain-text';
import type { PortPart } from '../../text/port-spec';
import type { Block } from '../../text/source-text';
import { findUrls, type UrlMention } from '../../text/urls';
import { inOneBlock, type Listen, limitsIn, type Reading, type Trouble } from '../reading';
import type { Source } from '../system';
import type { PortsOfEditor } from './launch';
import { portsInYaml } from './properties';

/** A port, with what its program calls it where it has a name. */
export interface NamedPart extends PortPart {
  readonly name?: string;
}

/** Finds the ports in a text that a program is told to listen on. */
export type PortsIn = (text: string, block: Block) => readonly NamedPart[];

/** Reads a file of settings that says where a program listens: one made of its folder, or of whoever mounts it. */
export function readSettings(format: string, text: string, portsIn: PortsIn): Reading {
  const block: Block = { length: text.length };
  return readingOf(format, block, portsIn(text, block).map(listenOn), findUrls(text));
}

/** The same of a file of YAML, which is read as such. */
export function readYaml(format: string, text: string): Reading {
  const { block, ports, limits } = portsInYaml(text);
  return readingOf(format, block, ports.map(listenOn), findUrls(text), limitsIn(text, limits));
}

/** Reads a file that tells an editor what to start, and what to attach to. */
export function readOfEditor(
  format: string,
  { text, purpose }: Source,
  portsIn: (text: string, block: Block) => PortsOfEditor,
): Reading {
  const block: Block = { length: text.length };
  const { listens, mentions, limits } = portsIn(text, block);
  const all = [...urlsOfText(text, purpose), ...mentions];
  return readingOf(format, block, listens, all, limitsIn(text, limits));
}

function readingOf(
  format: string,
  block: Block,
  listens: readonly Listen[],
  mentions: readonly UrlMention[],
  troubles: readonly Trouble[] = [],
): Reading {
  return {
    format,
    weight: listens.length + mentions.length,
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles,
    listens,
  };
}

function listenOn({ name, ...port }: NamedPart): Listen {
  return { role: 'listen', port, protocol: 'tcp', address: undefined, name, isOfFolder: true };
}
