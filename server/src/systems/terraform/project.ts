import { addTo } from '../../text/group-by';
import { attributeOf, textOf } from '../../text/hcl';
import { perObject } from '../../text/per-object';
import type { SourceText } from '../../text/source-text';
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
import { isTerraformReading, type TerraformReading } from './reading';
import { readBalancer, readContainer, readRules } from './resources';
import { type Container, isContainerReference, readService, readTask, type Task } from './tasks';
import { type Local, type Locals, type Resource, resourceOf } from './values';

/** The files of a folder are one module. */
export function readProjects(
  folder: string,
  files: readonly string[],
  find: Find,
  budget: Budget,
): readonly Project[] {
  const sorted = files.toSorted();
  const read = sorted.flatMap(uri => {
    const document = find(uri, 'terraform');
    return typeof document === 'string' || !isTerraformReading(document.reading)
      ? []
      : [{ uri, reading: document.reading }];
  });
  if (read.every(({ reading }) => reading.resources.length === 0)) return [];
  const locals = localsIn(read);
  const resources = read.flatMap(({ uri, reading }) => resourcesOf(reading, uri));
  const images = imagesIn(resources);
  const tasks: Task[] = [];
  const units: Unit[] = [];
  const problems: Problem[] = [];
  for (const resource of resources) {
    const made = unitsOf(resource, locals, images);
    budget.left -= made.units.reduce((sum, unit) => sum + partsOf(unit), 0);
    if (budget.left < 0) {
      problems.push(...leftOut(budget, { uri: resource.uri, span: { start: 0, end: 0 } }));
      break;
    }
    units.push(...made.units);
    if (made.task) tasks.push(made.task);
  }
  if (units.length === 0) return [];
  const byName = new Map(units.map(unit => [unit.name, unit]));
  const destinations = destinationsIn(tasks, byName);
  return [{ ...bareProject('terraform', { files: sorted, folder }, units), problems, leadsTo: destinations }];
}

/** The same reading gives the same resources. */
const resourcesOf = perObject(
  ({ resources, text, block }: TerraformReading, uri: string): readonly Resource[] =>
    resources.map(one => resourceOf(one, { uri, text, block })),
);

/** The numbers and texts that `locals` give as they stand. */
function localsIn(read: readonly { readonly uri: string; readonly reading: TerraformReading }[]): Locals {
  const locals = new Map<string, Local>();
  for (const { uri, reading } of read)
    for (const { attributes } of reading.locals)
      for (const { name, value } of attributes) {
        const text = textOf(value);
        if (text) locals.set(name, { uri, text });
      }
  return locals;
}

function imagesIn(resources: readonly Resource[]): ReadonlyMap<string, SourceText> {
  return new Map(
    resources.flatMap(({ kind, address, body }) => {
      const name = kind === 'docker_image' ? textOf(attributeOf(body, 'name')) : undefined;
      return name ? [[address, name] as const] : [];
    }),
  );
}

interface Made {
  readonly units: readonly Unit[];
  readonly task?: Task;
}

function unitsOf(resource: Resource, locals: Locals, images: ReadonlyMap<string, SourceText>): Made {
  switch (resource.kind) {
    case 'aws_ecs_task_definition': {
      const task = readTask(resource, locals);
      return { units: task.containers.map(({ unit }) => unit), task };
    }
    case 'aws_ecs_service':
      return { units: [readService(resource, locals)] };
    case 'docker_container':
      return { units: [readContainer(resource, locals, images)] };
    case 'docker_image':
      return { units: [] };
    case 'aws_lb_listener':
    case 'aws_alb_listener':
    case 'aws_lb_target_group':
    case 'aws_alb_target_group':
      return { units: [readBalancer(resource, locals)] };
    default:
      return { units: readRules(resource, locals) };
  }
}

/** Where references lead: those of rules to themselves, those of services to the containers that they name. */
function destinationsIn(
  tasks: readonly Task[],
  units: ReadonlyMap<string, Unit>,
): (reference: Reference) => Destination {
  const byName = new Map<string, Container[]>();
  const byTask = new Map<string, Container[]>();
  for (const { address, containers } of tasks)
    for (const container of containers) {
      addTo(byName, container.name, container);
      addTo(byTask, `${address} ${container.name}`, container);
    }
  return reference => {
    if (!isContainerReference(reference)) {
      const unit = units.get(reference.author.unit);
      return unit ? itself(unit) : NOWHERE;
    }
    const { task, container } = reference;
    const found = task === undefined ? byName.get(container) : byTask.get(`${task} ${container}`);
    const [only, ...others] = found ?? [];
    if (!only || others.length > 0) return NOWHERE;
    return task === undefined ? itself(only.unit) : containerFor(only);
  };
}

const itself = perObject(
  (unit: Unit): Destination => ({ units: [unit], isCertain: false, hasAllPorts: false }),
);

const containerFor = perObject(
  ({ unit, hasAllPorts }: Container): Destination => ({
    units: [unit],
    isCertain: hasAllPorts,
    hasAllPorts,
  }),
);
