import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import type { Project } from '../systems/project';
import type { Document } from '../systems/reading';
import type { Unit } from '../systems/unit';
import { spend } from '../text/effort';
import { groupBy } from '../text/group-by';
import { perObject } from '../text/per-object';
import type { Silence } from '../text/silences';
import { displayValue } from '../text/template';
import { RULES } from './catalogue';
import { type Finding, RULE_IDS, type RuleId, SEVERITIES, type Severity } from './finding';
import { fixesFor } from './remedies';
import type { Judgement, Remedy, Rule } from './rule';
import type { Settings } from './settings';

type Judged = Judgement & { readonly rule: RuleId };

/**
 * Every finding of a document, silences and severities applied, in the order of its text. Fixes are worked
 * out when they are first looked at.
 */
export function findingsIn(chart: Chart, document: Document, settings: Settings): readonly Finding[] {
  const judged = new Map<string, Judged>();
  const add = (judgement: Judged) => {
    spend();
    const { rule, span, message } = judgement;
    const key = `${rule} ${span.start} ${span.end} ${message}`;
    if (!judged.has(key)) judged.set(key, judgement);
  };
  for (const project of chart.projectsWith(document.uri)) {
    // What is passed over says nothing about any start.
    if (project.root.isPassedOver) continue;
    for (const judgement of judgeProject(project, chart, settings).get(document.uri) ?? []) add(judgement);
    // Other projects change without this one.
    const neighbours = (rule: Rule) =>
      concerns(rule, project) ? rule.judgeNeighbours?.(project, chart, settings) : [];
    for (const judgement of ask(settings, neighbours)) {
      if (judgement.uri === document.uri) add(judgement);
    }
  }
  for (const judgement of ask(settings, rule => rule.judgeDocument?.(document, chart, settings)))
    add(judgement);
  return silence(document, gravest([...judged.values()]), settings)
    .filter(({ rule }) => !isOff(settings, rule))
    .sort((a, b) => a.span.start - b.span.start || RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule))
    .map(judgement => toFinding(chart, judgement, settings));
}

/**
 * Of what one rule says of one place, the gravest: a port that one project does not know, another may know, and what
 * is no more than likely for the one is certain for the other.
 */
function gravest(judged: readonly Judged[]): readonly Judged[] {
  const alike = groupBy(judged, ({ rule, span }) => `${rule} ${span.start} ${span.end}`);
  const rankOf = ({ rule, severity }: Judged) =>
    SEVERITIES.findIndex(one => one === (severity ?? RULES[rule].severity));
  return [...alike.values()].flatMap(group => {
    const first = Math.min(...group.map(rankOf));
    return group.filter(judgement => rankOf(judgement) === first);
  });
}

/**
 * What the rules say of a project by itself, in all of its files, silences and severities applied. Kept for as
 * long as the project is the same, so that whoever counts over all projects pays for the changed ones alone.
 */
export function findingsOfProject(chart: Chart, project: Project, settings: Settings): readonly Finding[] {
  return findingsUnder(settings)(project, chart);
}

const findingsUnder = perObject((settings: Settings) =>
  perObject((project: Project, chart: Chart): readonly Finding[] =>
    project.root.isPassedOver
      ? []
      : [...judgeProject(project, chart, settings)].flatMap(([uri, judged]) => {
          const document = chart.document(uri);
          const heard = document ? unsilenced(document, judged).kept : [];
          return heard.map(judgement => toFinding(chart, judgement, settings));
        }),
  ),
);

/** What the rules say of a project's files by itself, by their URI; kept for as long as the project is the same. */
function judgeProject(
  project: Project,
  chart: Chart,
  settings: Settings,
): ReadonlyMap<string, readonly Judged[]> {
  return judgedUnder(settings)(project, chart);
}

const judgedUnder = perObject((settings: Settings) =>
  perObject((project: Project, chart: Chart) => {
    const judged = [
      ...[...project.units.values()].flatMap(unit => judgeUnit(project, unit, chart, settings)),
      ...ask(settings, rule => rule.judgeProject?.(project, chart, settings)),
    ];
    return groupBy(judged, ({ uri }) => uri);
  }),
);

/** The units in which no rule found anything. */
const faultlessUnder = perObject((_settings: Settings) => new WeakSet<Unit>());

function judgeUnit(project: Project, unit: Unit, chart: Chart, settings: Settings): readonly Judged[] {
  const build = unit.source ? ask(settings, rule => rule.judgeBuild?.(unit, chart, settings)) : [];
  const faultless = faultlessUnder(settings);
  if (faultless.has(unit)) return build;
  const judged = ask(settings, rule =>
    concerns(rule, project) ? rule.judgeUnit?.(unit, chart, settings) : [],
  );
  if (judged.length === 0) faultless.add(unit);
  return [...judged, ...build];
}

/** Whether what a rule says of units is of the machine that a project runs on. */
function concerns(rule: Rule, { root }: Project): boolean {
  return (!rule.isOfThisMachine || !root.isElsewhere) && (rule.isOfCommands === true || !root.isByHand);
}

function isOff(settings: Settings, rule: RuleId): boolean {
  return (settings.rules[rule] ?? RULES[rule].severity) === 'off';
}

/** Puts a question to every rule that is not off. */
function ask(
  settings: Settings,
  question: (rule: Rule) => readonly Judgement[] | undefined,
): readonly Judged[] {
  spend();
  return RULE_IDS.flatMap(rule =>
    isOff(settings, rule) ? [] : (question(RULES[rule]) ?? []).map(judgement => ({ ...judgement, rule })),
  );
}

/** Drops what comments silence, and adds a finding for each comment that silences nothing. */
function silence(document: Document, judged: readonly Judged[], settings: Settings): readonly Judged[] {
  const { silences } = document;
  if (silences.length === 0) return judged;
  const { kept, used } = unsilenced(document, judged);
  const unused = silences.flatMap(silence => {
    const idle = (silence.rules.length === 0 ? [''] : silence.rules).filter(
      rule => !used.has(`${silence.span.start} ${rule}`) && !mayReturn(settings, rule),
    );
    return idle.map(rule => unusedIgnore(document, silence, rule));
  });
  return [...kept, ...unused];
}

/** What no comment silences, and which comments silenced the rest: where they start, and the rule that they name. */
function unsilenced(
  { silences }: Document,
  judged: readonly Judged[],
): { readonly kept: readonly Judged[]; readonly used: ReadonlySet<string> } {
  if (silences.length === 0) return { kept: judged, used: new Set() };
  const used = new Set<string>();
  const kept = judged.filter(({ rule, span }) => {
    spend(silences.length);
    const by = silences.filter(silence => covers(silence, rule, span.start));
    for (const silence of by) used.add(`${silence.span.start} ${silence.rules.length === 0 ? '' : rule}`);
    return by.length === 0;
  });
  return { kept, used };
}

/** What is off, or finds only what there is at the moment, may have something to silence elsewhere or later. */
function mayReturn(settings: Settings, rule: string): boolean {
  return RULE_IDS.some(id => id === rule && (isOff(settings, id) || RULES[id].isMomentary));
}

function covers(silence: Silence, rule: RuleId, offset: number): boolean {
  if (silence.rules.length > 0 && !silence.rules.includes(rule)) return false;
  return silence.covers.start <= offset && offset <= silence.covers.end;
}

function unusedIgnore(document: Document, silence: Silence, rule: string): Judged {
  const isKnown = rule === '' || RULE_IDS.some(id => id === rule);
  const message = isKnown
    ? nothingToIgnore(rule, silence.scope)
    : t('There is no rule "{0}": there are {1}.', rule, RULE_IDS.join(', '));
  return {
    rule: 'unused-ignore',
    uri: document.uri,
    span: silence.span,
    message,
    remedies: removal(document, silence, rule),
  };
}

/**
 * Takes a comment out, or of several rules the one that silences nothing. Nothing does that unasked: what looks like a
 * comment may be a text of several lines.
 */
function removal({ uri, text }: Document, { rules, span, whole }: Silence, rule: string): readonly Remedy[] {
  const listed = text.slice(span.start, span.end);
  const colon = listed.indexOf(':') + 1;
  const at = listed.slice(colon).search(new RegExp(`(?<![\\w-])${rule}(?![\\w-])`)) + colon;
  const isOnly = rules.length < 2 || at < colon;
  if (isOnly && !whole) return [];
  const isFirst = rules[0] === rule;
  const before = isFirst ? 0 : (/,[ \t]*$/.exec(listed.slice(0, at))?.[0].length ?? 0);
  const after = isFirst ? (/^[ \t]*,[ \t]*/.exec(listed.slice(at + rule.length))?.[0].length ?? 0) : 0;
  const start = span.start + at - before;
  const part = { start, end: span.start + at + rule.length + after };
  return [
    {
      kind: 'replace',
      place: { uri, span: isOnly && whole ? whole : part },
      newText: '',
      title: isOnly ? t('Remove this comment') : t('Remove {0} from this comment', rule),
      preferred: true,
      safe: false,
    },
  ];
}

/** That there is nothing of a rule to ignore, or of any rule. */
function nothingToIgnore(rule: string, scope: Silence['scope']): string {
  if (scope === 'file') {
    if (rule === '') return t('There is nothing to ignore in this file: this comment can go.');
    return t('There is nothing of {0} to ignore in this file: this comment can go.', rule);
  }
  if (rule === '') return t('There is nothing to ignore here: this comment can go.');
  return t('There is nothing of {0} to ignore here: this comment can go.', rule);
}

/** As set for the rule, else what the case is worth, else the rule's own. */
function severityOf({ rule, severity }: Judged, settings: Settings): Severity {
  const first = [settings.rules[rule], severity, RULES[rule].severity].find(one => one && one !== 'off');
  return first && first !== 'off' ? first : 'hint';
}

/** Whether a remedy keeps what the program reads; moving a port never does. */
function isSafe(remedy: Remedy): boolean {
  return remedy.kind === 'replace' && remedy.safe;
}

function toFinding(chart: Chart, judgement: Judged, settings: Settings): Finding {
  const { rule, uri, span, message, related = [], remedies = [], collision } = judgement;
  let fixes: Finding['fixes'] | undefined;
  return {
    rule,
    uri,
    span,
    severity: severityOf(judgement, settings),
    // A name that it has from a file may hold what nobody knows.
    message: displayValue(message),
    related,
    ...(collision && { collision }),
    get fixes() {
      fixes ??= fixesFor(chart, remedies, settings);
      return fixes;
    },
    get safeFixes() {
      return fixesFor(chart, remedies.filter(isSafe), settings);
    },
  };
}
