import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import type { ConflictPart } from '../chart/collisions';
import type { PortRange } from '../ports/port';
import type { Project } from '../systems/project';
import { type Document, placeSpan } from '../systems/reading';
import type { Unit } from '../systems/unit';
import type { SourceText } from '../text/source-text';
import type { Place } from '../text/spans';
import type { Severity } from './finding';
import type { Settings } from './settings';

/** What a rule finds, before settings and silences are applied. */
export interface Judgement extends Place {
  readonly message: string;
  /** Graver or milder than the rule's default, where this case is. */
  readonly severity?: Severity;
  readonly related?: readonly (Place & { readonly message: string })[];
  readonly remedies?: readonly Remedy[];
  /** What collides. */
  readonly collision?: ConflictPart;
}

/** How a finding can be mended; worked out in full only when somebody asks. */
export type Remedy =
  /** Move the port that stands at `place` to a free one, and with it all that denotes the same. */
  | {
      readonly kind: 'move';
      readonly place: Place;
      /** What is moved, for the fix's title: host ports of the unit, or exposed ports where none is named. */
      readonly range: PortRange;
      readonly unit?: string;
      readonly preferred: boolean;
      /** What has to stay: there is no such remedy where one variable gives both. */
      readonly awayFrom?: readonly Place[];
    }
  /** Replace a text by another. */
  | {
      readonly kind: 'replace';
      readonly place: Place;
      readonly newText: string;
      readonly title: string;
      readonly preferred: boolean;
      /** Whether the program reads the same afterwards. */
      readonly safe: boolean;
    };

/**
 * A rule judges as little at a time as it can, for what did not change is not judged again: a unit by
 * itself, its build, a project as a whole, a project among the others, or a document by itself.
 */
export interface Rule {
  /** What a finding is by default; `off` where nobody is told unless they ask. */
  readonly severity: Severity | 'off';
  readonly summary: string;
  /** Whether it finds something depends on the machine and the moment, so that a silence of it is never unused. */
  readonly isMomentary?: boolean;
  /** Whether what it says of units is of the machine on which the projects run, and so of none that runs elsewhere. */
  readonly isOfThisMachine?: boolean;
  /** Whether it judges what is started by hand as well (`ProjectRoot.isByHand`): what the program refuses, or passes over. */
  readonly isOfCommands?: boolean;
  /** Whether it finds something depends on the unit and the settings alone. */
  readonly judgeUnit?: (unit: Unit, chart: Chart, settings: Settings) => readonly Judgement[];
  /** The unit together with the recipe of its image. */
  readonly judgeBuild?: (unit: Unit, chart: Chart, settings: Settings) => readonly Judgement[];
  readonly judgeProject?: (project: Project, chart: Chart, settings: Settings) => readonly Judgement[];
  /** The project beside the others of the workspace. */
  readonly judgeNeighbours?: (project: Project, chart: Chart, settings: Settings) => readonly Judgement[];
  readonly judgeDocument?: (document: Document, chart: Chart, settings: Settings) => readonly Judgement[];
}

/** The place of a text that a project's file holds, an empty one with its quotes; undefined when the file is gone. */
export function placeOf(chart: Chart, uri: string, text: SourceText): Place | undefined {
  const document = chart.document(uri);
  if (!document) return undefined;
  const span = placeSpan(document.reading, text.block, text.span);
  const isQuoted =
    span.start === span.end && /^(?:""|'')$/.test(document.text.slice(span.start - 1, span.end + 1));
  return { uri, span: isQuoted ? { start: span.start - 1, end: span.end + 1 } : span };
}

/** The fixes that write one of several texts in a place, of which somebody has to say which is meant; a single one is preferred. */
export function writeInstead(place: Place, texts: readonly string[]): readonly Remedy[] {
  return texts.map(newText => ({
    kind: 'replace',
    place,
    newText,
    title: t('Write {0}', newText),
    preferred: texts.length === 1,
    safe: false,
  }));
}
