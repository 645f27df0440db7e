import { perObject } from '../../text/per-object';
import type { SpecFault, SpecResult } from '../../text/port-spec';
import { isPlainPurpose } from '../../text/purpose';
import type { SourceText } from '../../text/source-text';
import { displayValue } from '../../text/template';
import { folderOf } from '../../text/uri';
import { bareProject, type Find, type Project } from '../project';
import type { Document } from '../reading';
import { bareUnit, type Expose, mappingsOf, type Network, type Unit } from '../unit';
import { type Command, type CommandsReading, isCommandsReading } from './reading';

/** The commands of each document of a folder are a project: each is a unit, and started by itself. */
export function readProjects(_folder: string, files: readonly string[], find: Find): readonly Project[] {
  return files.flatMap(uri => {
    const document = find(uri, 'commands');
    if (typeof document === 'string' || !isCommandsReading(document.reading)) return [];
    return document.reading.commands.length > 0 ? [projectOf(document.reading, document)] : [];
  });
}

const projectOf = perObject(({ commands }: CommandsReading, { uri, purpose }: Document): Project => {
  const names = new Map<string, number>();
  const units = commands.map((command, index) => {
    const name = displayValue(command.name.value);
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return unitOf(command, uri, name, count === 1 ? name : `${name} (${count})`, index);
  });
  const root = {
    files: [uri],
    folder: folderOf(uri),
    isByContent: true,
    isByHand: true,
    // What tests and articles tell is not judged.
    ...(!isPlainPurpose(purpose) && { isPassedOver: true }),
  };
  return bareProject('commands', root, units);
});

/** `shown` is what it is called, `name` what tells it from the others of the document. */
function unitOf(command: Command, uri: string, shown: string, name: string, index: number): Unit {
  const { published, isMerged, exposed, network, image, environment, span } = command;
  const author = { uri, unit: shown };
  const rest = { author, isOfEachCopy: false, isAskedAgain: !isMerged, unquoted: undefined };
  return {
    ...bareUnit(name),
    mappings: mappingsOf(published, rest),
    exposes: exposed.flatMap((result): readonly Expose[] =>
      result.faults ? [] : [{ author, port: result.spec.target, protocol: result.spec.protocol }],
    ),
    faults: [...published, ...exposed].flatMap(faultsOf).map(value => ({ uri, value })),
    network: networkOf(network, uri),
    // No two of them start together, for they may be alternatives.
    groups: [String(index)],
    image: image && { uri, value: image },
    regions: [{ uri, value: { kind: 'environment', block: command.name.block, span } }],
    environment: new Map([...environment].map(([key, value]) => [key, { uri, value }])),
  };
}

function faultsOf(result: SpecResult): readonly SpecFault[] {
  if (result.faults) return result.faults;
  return result.warning ? [result.warning] : [];
}

/** Whose network a container is in (`docker run --network`). */
function networkOf(written: SourceText | undefined, uri: string): Network {
  if (!written) return { kind: 'own' };
  const { value } = written;
  const mode = { uri, value: written };
  if (value === 'host' || value === 'none') return { kind: value, mode };
  const name = /^container:(.+)$/.exec(value)?.[1];
  return name === undefined ? { kind: 'own' } : { kind: 'foreign', mode, name };
}
