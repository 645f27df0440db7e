import type { Chart } from '../chart/chart';
import type { Project } from '../chart/project';
import { type Document, placeSpan } from '../formats/reading';
import type { SourceText } from '../formats/source-text';
import type { Place } from '../formats/text';
import type { Severity } from './finding';
import type { Settings } from './settings';

/** What a rule finds, before settings and silences are applied. */
export interface Judgement extends Place {
  readonly message: string;
  /** Graver or milder than the rule's default, where this case is. */
  readonly severity?: Severity;
  readonly related?: readonly (Place & { readonly message: string })[];
  readonly remedies?: readonly Remedy[];
}

/** How a finding can be mended; worked out in full only when somebody asks. */
export type Remedy =
  /** Move the port that stands at `place` to a free one, and with it all that denotes the same. */
  | { readonly kind: 'move'; readonly place: Place; readonly what: string; readonly preferred: boolean }
  /** Replace a text by another. */
  | {
      readonly kind: 'replace';
      readonly place: Place;
      readonly newText: string;
      readonly title: string;
      readonly preferred: boolean;
    };

export interface Rule {
  readonly severity: Severity;
  readonly summary: string;
  /** Judges what the files of a project say together. */
  readonly judgeProject?: (project: Project, chart: Chart, settings: Settings) => readonly Judgement[];
  /** Judges what one document says by itself. */
  readonly judgeDocument?: (document: Document, chart: Chart, settings: Settings) => readonly Judgement[];
}

/** The place of a text that a project's file holds; undefined when the file is gone. */
export function placeOf(chart: Chart, uri: string, text: SourceText): Place | undefined {
  const document = chart.document(uri);
  return document && { uri, span: placeSpan(document.reading, text.block, text.span) };
}
