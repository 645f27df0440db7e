import type { PortPart } from '../../text/port-spec';
import type { Block } from '../../text/source-text';
import { findUrls } from '../../text/urls';
import { inOneBlock, type Listen, type Reading } from '../reading';
import { portsInAddresses } from './addresses';
import { portsInProperties, portsInYaml } from './properties';
import { portsInProcesses, portsInScripts } from './scripts';
import { portsInSettings } from './settings';

/** Reads a file of settings that says where the program listens which is made of its folder. */
function readSettings(format: string, text: string, block: Block, ports: readonly PortPart[]): Reading {
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

export function readProperties(format: string, text: string): Reading {
  const block: Block = { length: text.length };
  return readSettings(format, text, block, portsInProperties(text, block));
}

export function readYaml(format: string, text: string): Reading {
  const { block, ports } = portsInYaml(text);
  return readSettings(format, text, block, ports);
}

export function readDevServer(format: string, text: string): Reading {
  const block: Block = { length: text.length };
  return readSettings(format, text, block, portsInSettings(text, block));
}

export function readScripts(format: string, text: string): Reading {
  const block: Block = { length: text.length };
  return readSettings(format, text, block, portsInScripts(text, block));
}

export function readAddresses(format: string, text: string): Reading {
  const block: Block = { length: text.length };
  return readSettings(format, text, block, portsInAddresses(text, block));
}

export function readProcesses(format: string, text: string): Reading {
  const block: Block = { length: text.length };
  return readSettings(format, text, block, portsInProcesses(text, block));
}
