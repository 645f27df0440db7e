import type { PortPart } from '../../text/port-spec';
import type { Block } from '../../text/source-text';
import { findUrls } from '../../text/urls';
import { inOneBlock, type Listen, type Reading } from '../reading';
import { portsInYaml } from './properties';

/** Finds the ports in a text that a program is told to listen on. */
export type PortsIn = (text: string, block: Block) => readonly PortPart[];

/** Reads a file of settings that says where a program listens: one made of its folder, or of whoever mounts it. */
export function readSettings(format: string, text: string, portsIn: PortsIn): Reading {
  const block: Block = { length: text.length };
  return readingOf(format, text, block, portsIn(text, block));
}

/** The same of a file of YAML, which is read as such. */
export function readYaml(format: string, text: string): Reading {
  const { block, ports } = portsInYaml(text);
  return readingOf(format, text, block, ports);
}

function readingOf(format: string, text: string, block: Block, ports: readonly PortPart[]): Reading {
  const mentions = findUrls(text);
  return {
    format,
    weight: ports.length + mentions.length,
    ...inOneBlock(block),
    urls: [{ block, mentions }],
    troubles: [],
    listens: ports.map(listenOn),
  };
}

function listenOn(port: PortPart): Listen {
  return { role: 'listen', port, protocol: 'tcp', address: undefined, name: undefined, isOfFolder: true };
}
