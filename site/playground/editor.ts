// The editor: one view, and behind it the text of each file with what was done to it.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import {
  type Diagnostic as Mark,
  nextDiagnostic,
  previousDiagnostic,
  setDiagnostics,
} from '@codemirror/lint';
import { search, searchKeymap } from '@codemirror/search';
import { EditorSelection, EditorState, type Extension, type Text } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import {
  type Diagnostic,
  DiagnosticSeverity,
  type Position,
  type Range,
} from 'vscode-languageserver-protocol';
import type { Place } from './edits';
import type { PlaygroundFile } from './files';
import { highlighting, languageOf } from './languages';

export interface EditorEvents {
  /** Somebody, or an edit, changed the text of a file. */
  changed(file: PlaygroundFile): void;
  /** What is told of a position. */
  hover(
    file: string,
    position: Position,
  ): Promise<{ readonly range: Range; readonly text: HTMLElement } | undefined>;
  /** F2; Ctrl+. and the button of a finding; Ctrl+I, for those who have no mouse. */
  move(): void;
  fix(): void;
  explain(): void;
}

export interface Editor {
  /** In the order of the tabs. */
  files(): readonly PlaygroundFile[];
  names(): readonly string[];
  textOf(name: string): string;
  /** The file that is shown. */
  current(): string;
  /** What is selected in it. */
  selection(): Range;
  /** Takes files in the place of all that were there, and shows the first. */
  replaceAll(files: readonly PlaygroundFile[]): void;
  add(file: PlaygroundFile): void;
  rename(from: string, to: string): void;
  /** Takes a file away; the one that took its place is shown. */
  remove(name: string): void;
  show(name: string, range?: Range): void;
  /** Makes edits, in each file one that can be undone there. */
  edit(places: readonly Place[]): void;
  mark(name: string, diagnostics: readonly Diagnostic[]): void;
  focus(): void;
}

const SEVERITIES: Readonly<Record<DiagnosticSeverity, Mark['severity']>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'info',
  [DiagnosticSeverity.Hint]: 'hint',
};

/** Puts an editor into an element; its styles stand apart, so that the page's policy needs none inline. */
export function createEditor(parent: HTMLElement, events: EditorEvents): Editor {
  const states = new Map<string, EditorState>();
  let shown = '';

  const view = new EditorView({ parent: parent.attachShadow({ mode: 'open' }) });

  const stateOf = (name: string) => (name === shown ? view.state : states.get(name));
  const textOf = (name: string) => stateOf(name)?.sliceDoc() ?? '';
  const fresh = ({ name, text }: PlaygroundFile) =>
    EditorState.create({
      doc: text,
      extensions: [
        lineEndsOf(text),
        languageOf(name),
        EditorView.contentAttributes.of({ 'aria-label': name, tabindex: '0' }),
        hoverTooltip(async (_, offset) => hoverOf(name, offset)),
        EditorView.updateListener.of(update => {
          if (update.docChanged) events.changed({ name, text: update.state.sliceDoc() });
        }),
        keymap.of([
          { key: 'F2', run: doing(events.move) },
          { key: 'Ctrl-.', mac: 'Cmd-.', run: doing(events.fix) },
          { mac: 'Ctrl-.', run: doing(events.fix) },
          { key: 'Mod-i', run: doing(events.explain) },
        ]),
        ...COMMON,
      ],
    });

  async function hoverOf(name: string, offset: number) {
    const told = await events.hover(name, positionOf(view.state.doc, offset));
    if (!told || name !== shown) return null;
    const { from, to } = spanOf(view.state.doc, told.range);
    return { pos: from, end: to, create: () => ({ dom: told.text }) };
  }

  function show(name: string): void {
    const state = states.get(name);
    if (!state || name === shown) return;
    if (shown !== '') states.set(shown, view.state);
    shown = name;
    view.setState(state);
  }

  /** Changes the state of a file, which may be the one that is shown. */
  function update(name: string, change: (state: EditorState) => ReturnType<EditorState['update']>): void {
    const before = stateOf(name);
    if (!before) return;
    const transaction = change(before);
    if (name === shown) view.dispatch(transaction);
    else {
      states.set(name, transaction.state);
      if (transaction.docChanged) events.changed({ name, text: transaction.state.sliceDoc() });
    }
  }

  /** Takes states in the place of all, in their order. */
  function take(entries: readonly (readonly [string, EditorState])[]): void {
    states.clear();
    for (const [name, state] of entries) states.set(name, state);
  }

  const editor: Editor = {
    files: () => [...states.keys()].map(name => ({ name, text: textOf(name) })),
    names: () => [...states.keys()],
    textOf,
    current: () => shown,
    selection() {
      const { from, to } = view.state.selection.main;
      return { start: positionOf(view.state.doc, from), end: positionOf(view.state.doc, to) };
    },
    replaceAll(files) {
      take(files.map(file => [file.name, fresh(file)] as const));
      shown = '';
      show(files[0]?.name ?? '');
    },
    add(file) {
      states.set(file.name, fresh(file));
      show(file.name);
    },
    rename(from, to) {
      const text = textOf(from);
      const wasShown = from === shown;
      if (!wasShown && shown !== '') states.set(shown, view.state);
      take(
        [...states].map(([name, state]) => (name === from ? [to, fresh({ name: to, text })] : [name, state])),
      );
      if (!wasShown) return;
      shown = '';
      show(to);
    },
    remove(name) {
      const at = editor.names().indexOf(name);
      states.delete(name);
      if (name !== shown) return;
      shown = '';
      const names = editor.names();
      show(names[Math.min(at, names.length - 1)] ?? '');
    },
    show(name, range) {
      show(name);
      if (!range || name !== shown) return;
      const { from, to } = spanOf(view.state.doc, range);
      view.dispatch({
        selection: EditorSelection.single(from, to),
        effects: EditorView.scrollIntoView(from, { y: 'center' }),
      });
      view.focus();
    },
    edit(places) {
      for (const name of new Set(places.map(({ file }) => file))) {
        const own = places.filter(({ file }) => file === name);
        update(name, state =>
          state.update({
            changes: own.map(({ range, newText }) => ({ ...spanOf(state.doc, range), insert: newText })),
            userEvent: 'input.move',
          }),
        );
      }
    },
    mark(name, diagnostics) {
      update(name, state =>
        state.update(
          setDiagnostics(
            state,
            diagnostics.map(diagnostic => markOf(state.doc, diagnostic, events)),
          ),
        ),
      );
    },
    focus: () => view.focus(),
  };
  return editor;
}

/** A command of the editor, which no other takes after it. */
function doing(act: () => void): () => boolean {
  return () => {
    act();
    return true;
  };
}

function markOf(doc: Text, { range, severity, message, code }: Diagnostic, events: EditorEvents): Mark {
  return {
    ...spanOf(doc, range),
    severity: SEVERITIES[severity ?? DiagnosticSeverity.Error],
    message: typeof message === 'string' ? message : message.value,
    source: String(code ?? ''),
    actions: [
      {
        name: 'Quick fix',
        apply(view, from, to) {
          view.dispatch({ selection: EditorSelection.single(from, to) });
          events.fix();
        },
      },
    ],
  };
}

/** A text keeps its line ends, where they are all of one kind. */
function lineEndsOf(text: string): Extension {
  return /\r\n/.test(text) && !/(?:^|[^\r])\n/.test(text) ? EditorState.lineSeparator.of('\r\n') : [];
}

function positionOf(doc: Text, offset: number): Position {
  const line = doc.lineAt(offset);
  return { line: line.number - 1, character: offset - line.from };
}

function offsetOf(doc: Text, { line, character }: Position): number {
  if (line >= doc.lines) return doc.length;
  const { from, to } = doc.line(line + 1);
  return Math.min(from + character, to);
}

function spanOf(doc: Text, { start, end }: Range): { from: number; to: number } {
  return { from: offsetOf(doc, start), to: offsetOf(doc, end) };
}

const theme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--paper)', color: 'var(--ink)', fontSize: '0.875rem' },
  // The page shows it around the editor.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'var(--raised-thin)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selection)',
  },
  // Drawn by the browser: the library's own waves are pictures, which the page's policy does not let in.
  ...Object.fromEntries(
    [
      ['error', 'error'],
      ['warning', 'warning'],
      ['info', 'information'],
      ['hint', 'hint'],
    ].map(([severity, color]) => [
      `.cm-lintRange-${severity}`,
      {
        backgroundImage: 'none',
        textDecoration: `underline ${severity === 'hint' ? 'dotted' : 'wavy'} var(--${color})`,
        textDecorationSkipInk: 'none',
        textUnderlineOffset: '3px',
      },
    ]),
  ),
  '.cm-lintPoint:after': { display: 'none' },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
    maxWidth: 'min(34rem, calc(100vw - 1.5rem))',
    boxShadow: '0 2px 8px rgb(0 0 0 / 0.2)',
    font: '0.875rem/1.5 system-ui, sans-serif',
  },
  '.cm-tooltip-section:not(:first-child)': { borderTop: '1px solid var(--line)' },
  '.cm-tooltip .markdown': { padding: '0.5rem 0.75rem' },
  '.markdown p': { margin: '0 0 0.5em' },
  '.markdown p:last-child': { margin: '0' },
  '.markdown a': { color: 'var(--link)' },
  '.markdown code': { fontFamily: 'var(--mono)', fontSize: '0.9em' },
  '.cm-diagnostic': { padding: '0.5rem 0.75rem', borderLeftWidth: '4px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--error)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warning)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--information)' },
  '.cm-diagnostic-hint': { borderLeftColor: 'var(--hint)' },
  '.cm-diagnosticSource': { color: 'var(--faint)', opacity: '1', fontSize: '0.8125rem' },
  '.cm-diagnosticAction': {
    font: 'inherit',
    color: 'var(--link)',
    backgroundColor: 'transparent',
    border: '1px solid var(--line)',
    borderRadius: '4px',
    padding: '0.1rem 0.5rem',
    margin: '0 0 0 0.5rem',
  },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)' },
});

const COMMON: readonly Extension[] = [
  lineNumbers(),
  history(),
  drawSelection({ cursorBlinkRate: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 1200 }),
  EditorView.lineWrapping,
  indentOnInput(),
  bracketMatching(),
  highlightActiveLine(),
  search({ top: true }),
  highlighting,
  theme,
  keymap.of([
    { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
    // Tab leads on to the rest of the page.
    ...defaultKeymap,
    ...historyKeymap,
    ...searchKeymap,
  ]),
];
