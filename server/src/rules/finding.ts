import type { ConflictPart } from '../chart/collisions';
import type { Edit, Place } from '../text/spans';

/** The rules, in the order of their documentation. */
export const RULE_IDS = [
  'privileged-port',
  'port-conflict',
  'invalid-port',
  'unknown-port',
  'unreachable-port',
  'unquoted-port',
  'ignored-port',
  'ephemeral-port',
  'blocked-port',
  'unexposed-target',
  'shared-port',
  'port-in-use',
  'unused-ignore',
] as const;

export type RuleId = (typeof RULE_IDS)[number];

/** Severities, the gravest first. */
export const SEVERITIES = ['error', 'warning', 'information', 'hint'] as const;

export type Severity = (typeof SEVERITIES)[number];

export interface Fix {
  readonly title: string;
  /** Whether it is the likeliest of those of its finding. */
  readonly preferred: boolean;
  /** Whether the program reads the same afterwards: `source.fixAll.portolan` and `check --fix` may apply it unasked. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
  /** Edits in source code and tests, each for a person to look at before it is made. */
  readonly toConfirm?: readonly Edit[];
}

/** What a rule says about an occurrence. */
export interface Finding extends Place {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (Place & { readonly message: string })[];
  /** What collides, where it says that. */
  readonly collision?: ConflictPart;
  /** Every fix. A move is worked out when this is first looked at, and looks through all that names the port. */
  readonly fixes: readonly Fix[];
  /** The safe ones alone, which cost nothing to know. */
  readonly safeFixes: readonly Fix[];
}
