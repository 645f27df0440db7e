import { portClass } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import { imagePorts, lookup } from './registry';

/** What tells which program listens: a unit's image, and what it is called. */
export interface Identity {
  readonly image?: string;
  readonly names: readonly string[];
}

/** Makers that stand before the names of many programs: `Apache Kafka` is Kafka, `Apache Solr` something else. */
const MAKERS = new Set([
  'apache',
  'atlassian',
  'confluent',
  'eclipse',
  'grafana',
  'microsoft',
  'prometheus',
  'sonatype',
]);

/** Words that say what a port of a program is for, or that any unit may be called: they tell no program from another. */
const COMMON = new Set(
  (
    'admin administration and api app application backend between client clients cluster console container core ' +
    'dashboard data database db discovery docker edge engine frontend gossip grpc http https inspector internal ' +
    'lan local main management media metrics monitoring native over peer peers proxy public rpc s3 ' +
    'server service shell site smtp tcp test tls transfers port udp ui view views wan web websocket worker www'
  ).split(' '),
);

/**
 * The name of what listens on a port of a unit, where its image or name says so: IANA's where that fits, else that
 * of the software. Undefined where nothing of the unit speaks of any program that uses the port.
 */
export function fittingName(port: number, protocol: Protocol, unit: Identity): string | undefined {
  const { iana, customary } = lookup(port, protocol);
  const words = wordsOfUnit(unit);
  const isServed = imagePorts(unit.image ?? '').some(
    known => known.port === port && known.protocol === protocol,
  );
  const assigned = iana.flatMap(({ name, aliases }) => [name, ...aliases]);
  const named = assigned.find(name => words.some(word => isAlike(word, flat(name))));
  if (named !== undefined) return named;
  const software = [...new Set(customary.map(use => use.software.replace(/ \(.*\)$/, '')))];
  const fitting = software.find(name => fits(name, words, isServed));
  if (fitting !== undefined || !isServed) return fitting;
  // An image that serves the port by default serves what IANA says, if that is a system port or software agrees.
  const agrees = (name: string) => software.some(one => isAlike(flat(one), flat(name)));
  return assigned.find(name => portClass(port) === 'system' || agrees(name));
}

/** Whether a unit of these words is a program: all of its name is among them, or part of it if its image has the port. */
function fits(software: string, words: readonly string[], isServed: boolean): boolean {
  const all = software.toLowerCase().split(/[\s-]+/);
  const parts = all.length > 1 && MAKERS.has(all[0] ?? '') ? all.slice(1) : all;
  const whole = flat(parts.join(''));
  if (words.includes(whole)) return true;
  const telling = parts.filter(part => !COMMON.has(part)).map(part => flat(part.replace(/\.js$/, '')));
  // `jaegertracing` makes Jaeger, but `postgres` is no PostgREST.
  const isSaid = (part: string) =>
    words.some(word => word === part || (part.length > 3 && word.startsWith(part)));
  return telling.length > 0 && (isServed ? telling.some(isSaid) : telling.every(isSaid));
}

/** The words of a unit's names and of its image without host and tag, and each name as one word: `uptimekuma`. */
function wordsOfUnit({ image = '', names }: Identity): readonly string[] {
  const [path = ''] = image.split('@', 1);
  const parts = path
    .split('/')
    .filter((part, index, all) => index > 0 || all.length === 1 || !/[.:]/.test(part));
  const texts = [...names, ...parts.map(part => part.replace(/:.*/, ''))];
  const words = texts.flatMap(text => [flat(text), ...(text.toLowerCase().match(/[a-z\d]+/g) ?? [])]);
  return [...new Set(words)].filter(word => word.length > 1 && !COMMON.has(word));
}

/** Letters and digits alone: `Node-RED` is `nodered`. */
function flat(text: string): string {
  return text.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** `postgres` and `postgresql` are one word. */
function isAlike(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) > 3 && (a.startsWith(b) || b.startsWith(a)));
}
