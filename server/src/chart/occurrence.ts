import type { PortRange } from '../ports/port';
import type { Protocol } from '../ports/protocol';
import type { Project } from '../systems/project';
import type { Listen, Stage } from '../systems/reading';
import type { Claim, Expose, Exposed, Mapping, Reference, Unit } from '../systems/unit';
import type { SourceText } from '../text/source-text';
import type { Place } from '../text/spans';
import type { UrlMention } from '../text/urls';

/**
 * What an occurrence is: the host side of a mapping, its container side, a port declared by `EXPOSE` or
 * `expose:`, one in a URL or `host:port`, the value of a variable, one that a program listens on, or one that is
 * forwarded to it; others in the words of their system.
 */
export type Role =
  | 'published'
  | 'target'
  | 'exposed'
  | 'url'
  | 'variable'
  | Listen['role']
  | NonNullable<Expose['role']>
  | Reference['role']
  | Claim['role']
  | 'entryPoint';

/** A port number, a range, or the name of a port as written in a file. Its span covers the digits or the name alone. */
export interface Occurrence extends Place {
  readonly role: Role;
  /** The resolved ports; null where a variable's value is unknown. */
  readonly range: PortRange | null;
  readonly protocol: Protocol;
  /** The host address as written, where one is. */
  readonly address?: string;
  readonly unit?: string;
  /** The name, where it is no number: then `range` is what the name stands for, as far as that is one port. */
  readonly name?: string;
}

/** What an occurrence is part of. */
export type Subject =
  | {
      readonly kind: 'published' | 'target';
      readonly project: Project;
      readonly unit: Unit;
      readonly mapping: Mapping;
    }
  | { readonly kind: 'expose'; readonly project: Project; readonly unit: Unit; readonly expose: Expose }
  | {
      readonly kind: 'reference';
      readonly project: Project;
      readonly unit: Unit;
      readonly reference: Reference;
    }
  | { readonly kind: 'claim'; readonly project: Project; readonly unit: Unit; readonly claim: Claim }
  | {
      readonly kind: 'entryPoint';
      readonly project: Project;
      readonly unit: Unit;
      /** The proxies that have it, with its port there. */
      readonly at: readonly NamedListener[];
    }
  | { readonly kind: 'exposed'; readonly stage: Stage; readonly exposed: Exposed }
  | { readonly kind: 'url'; readonly mention: UrlMention; readonly at: UrlContext }
  | { readonly kind: 'listen'; readonly listen: Listen; readonly at: UrlContext }
  | VariableSubject;

/** A unit, in its project. */
export interface Inside {
  readonly project: Project;
  readonly unit: Unit;
}

/** A port that a unit listens on under a name. */
export interface NamedListener extends Exposed {
  readonly unit: Unit;
  /** The file that says so. */
  readonly uri: string;
}

/** What a stage of a recipe makes. */
export interface Image {
  readonly uri: string;
  readonly stage: Stage;
}

/** A port that stands behind a name: of a variable, an option, a label, a build argument. */
export interface VariableSubject {
  readonly kind: 'variable';
  readonly key: string;
  /** The units that it is part of, each with the host that it names beside it: `DB_HOST` beside `DB_PORT`. */
  readonly units: readonly (Inside & { readonly host: string | undefined })[];
  /** The images that it is part of, where no unit builds them. */
  readonly images: readonly Image[];
  /** The host that is named beside it there. */
  readonly imageHost: string | undefined;
  /** Whether it is a port of these for certain, whatever the name says. */
  readonly isOwn: boolean;
  /** The recipe whose argument it is, or gives. */
  readonly argumentOf: string | undefined;
}

/** On which side of a container a URL is said. */
export type UrlContext =
  | { readonly side: 'host' }
  | {
      readonly side: 'container' | 'either';
      readonly units: readonly Inside[];
      /** The images that it is part of, where no unit builds them. */
      readonly images?: readonly Image[];
    };

/** An occurrence with what the chart knows of it. */
export interface ChartedOccurrence extends Occurrence {
  readonly subject: Subject;
  /** Its value, and where that comes from. */
  readonly text: SourceText;
}
