import { blocksOf } from '../../text/hcl';
import { perObject } from '../../text/per-object';
import {
  type Budget,
  bareProject,
  type Destination,
  type Find,
  leftOut,
  NOWHERE,
  type Problem,
  type Project,
} from '../project';
import { partsOf, type Reference, type Unit } from '../unit';
import { readGroup } from './group';
import { isNomadReading, type NomadReading } from './reading';

/** Each job file is a project: it is handed to Nomad by itself. */
export function readProjects(
  folder: string,
  files: readonly string[],
  find: Find,
  budget: Budget,
): readonly Project[] {
  return files.flatMap((uri): readonly Project[] => {
    const document = find(uri, 'nomad');
    if (typeof document === 'string' || !isNomadReading(document.reading)) return [];
    const { units, destinations, parts } = groupsOf(document.reading, uri);
    if (units.length === 0) return [];
    budget.left -= parts;
    const problems: readonly Problem[] =
      budget.left < 0 ? leftOut(budget, { uri, span: { start: 0, end: document.text.length } }) : [];
    if (budget.left < 0) return [{ ...bareProject('nomad', { files: [uri], folder }, []), problems }];
    const leadsTo = (reference: Reference): Destination => destinations.get(reference.author.unit) ?? NOWHERE;
    return [{ ...bareProject('nomad', { files: [uri], folder }, units), leadsTo }];
  });
}

interface Groups {
  readonly units: readonly Unit[];
  /** Where the references of each unit lead: to its own group. */
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly parts: number;
}

/** The groups of a file. The same reading gives the same units. */
const groupsOf = perObject((reading: NomadReading, uri: string): Groups => {
  const { text, block, body, isWhole } = reading;
  const groups = blocksOf(body, 'job').flatMap(job =>
    blocksOf(job.body, 'group').flatMap(group =>
      readGroup(group, job.labels[0]?.value ?? '', { uri, text, block }),
    ),
  );
  const units = groups.map(({ unit }) => unit);
  // Of groups of one name Nomad takes none; a number stands for what nobody declares.
  const named = new Map(groups.map(group => [group.unit.name, group]));
  return {
    units,
    destinations: new Map(
      [...named].map(([name, { unit, hasAllNames }]) => [
        name,
        { units: [unit], isCertain: isWhole && hasAllNames, hasAllPorts: false },
      ]),
    ),
    parts: units.reduce((sum, unit) => sum + partsOf(unit), 0),
  };
});
