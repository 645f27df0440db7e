import { type PortRange, parsePortRange } from '../ports/port';
import { RULE_IDS, type RuleId, SEVERITIES, type Severity } from './finding';
import { faultOfGlob } from './glob';

/** What a person sets: in the editor's settings, or in `portolan.json` of a folder. */
export interface Settings {
  /** Per rule; a rule that is not named has its default. */
  readonly rules: Readonly<Partial<Record<RuleId, Severity | 'off'>>>;
  /** Ports below this are privileged. */
  readonly privilegedPortThreshold: number;
  /** The ports that Services may have on nodes. */
  readonly nodePortRange: PortRange;
  /** Globs of files that are not read, relative to the workspace folder. */
  readonly exclude: readonly string[];
  /** Whether an editor shows names and values behind ports. */
  readonly inlayHints: boolean;
  /** Whether it shows addresses, references and conflicts over units. */
  readonly codeLens: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  rules: {},
  privilegedPortThreshold: 1024,
  nodePortRange: { from: 30_000, to: 32_767 },
  exclude: [],
  inlayHints: true,
  codeLens: true,
};

/** What the extension reads for itself, and what JSON files say of themselves. */
const OTHERS_KEYS = new Set(['$schema', 'trace', 'machine']);

export interface ParsedSettings {
  readonly settings: Partial<Settings>;
  /** What is wrong, one sentence each; the rest is still used. */
  readonly errors: readonly string[];
}

/** Reads settings from JSON data: the content of `portolan.json`, or the section `portolan` of an editor. */
export function parseSettings(data: unknown): ParsedSettings {
  if (!isRecord(data)) return { settings: {}, errors: ['The settings must be an object.'] };
  const errors: string[] = [];
  const settings: { -readonly [Key in keyof Settings]?: Settings[Key] } = {};
  for (const [key, value] of Object.entries(data)) {
    if (value === null || value === undefined) continue;
    if (key === 'rules') settings.rules = parseRules(value, errors);
    else if (key === 'privilegedPortThreshold') {
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65536)
        settings.privilegedPortThreshold = value;
      else errors.push('"privilegedPortThreshold" must be a whole number from 0 to 65536.');
    } else if (key === 'nodePortRange') {
      const range = typeof value === 'string' ? parsePortRange(value) : undefined;
      if (range !== undefined && typeof range !== 'string') settings.nodePortRange = range;
      else errors.push('"nodePortRange" must be a range of ports, as in "30000-32767".');
    } else if (key === 'exclude') {
      if (Array.isArray(value) && value.every(item => typeof item === 'string')) {
        const counted = value.slice(0, MAX_GLOBS);
        if (value.length > MAX_GLOBS)
          errors.push(`"exclude" has more than ${MAX_GLOBS} globs: those after them are not used.`);
        settings.exclude = counted.filter(glob => faultOfGlob(glob) === undefined);
        for (const glob of counted) {
          const fault = faultOfGlob(glob);
          if (fault !== undefined) errors.push(`The glob "${shortened(glob)}" ${fault}: it is not used.`);
        }
      } else errors.push('"exclude" must be a list of globs.');
    } else if (key === 'inlayHints' || key === 'codeLens') {
      if (isRecord(value) && typeof value.enabled === 'boolean') settings[key] = value.enabled;
      else errors.push(`"${key}" must be an object, as in {"enabled": true}.`);
    } else if (!OTHERS_KEYS.has(key)) {
      errors.push(
        `There is no setting "${key}": there are rules, privilegedPortThreshold, nodePortRange and exclude.`,
      );
    }
  }
  const more = errors.length - MAX_ERRORS;
  return {
    settings,
    errors: more > 0 ? [...errors.slice(0, MAX_ERRORS), `There are ${more} more errors.`] : errors,
  };
}

/** Each glob is tried on each file. */
const MAX_GLOBS = 1000;

/** So many errors are told. */
const MAX_ERRORS = 20;

function shortened(glob: string): string {
  return glob.length > 50 ? `${glob.slice(0, 50)}…` : glob;
}

/** Settings over others: rules one by one, the rest whole. */
export function mergeSettings(base: Settings, over: Partial<Settings>): Settings {
  return { ...base, ...over, rules: { ...base.rules, ...over.rules } };
}

function parseRules(value: unknown, errors: string[]): Settings['rules'] {
  if (!isRecord(value)) {
    errors.push('"rules" must be an object of rule ids and severities.');
    return {};
  }
  const rules: Partial<Record<RuleId, Severity | 'off'>> = {};
  for (const [id, severity] of Object.entries(value)) {
    const rule = RULE_IDS.find(known => known === id);
    const level = severity === 'off' ? 'off' : SEVERITIES.find(known => known === severity);
    if (!rule) errors.push(`There is no rule "${id}": there are ${RULE_IDS.join(', ')}.`);
    else if (level) rules[rule] = level;
    else if (severity !== null && severity !== 'default')
      errors.push(`The severity of "${id}" must be ${SEVERITIES.join(', ')} or off.`);
  }
  return rules;
}

/** Whether data is an object with keys, as JSON has it. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
