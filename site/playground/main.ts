// The page of the playground: an editor, a server in a worker, and what goes from one to the other.

import type { CodeAction, Diagnostic, Range, WorkspaceEdit } from 'vscode-languageserver-protocol';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createProtocolConnection,
} from 'vscode-languageserver-protocol/browser';
import { askMove, confirmChange } from './changing';
import { createChart } from './chart';
import { ask, askName, bottom, choose, closeAround } from './dialogs';
import { button, byId } from './dom';
import { createEditor } from './editor';
import { type Change, changeOf, type Place } from './edits';
import { freeName, MAX_FILES, MAX_TEXT, nameOf, type PlaygroundFile, refusalOf } from './files';
import { type FileFindings, findingItems, findingsText, severityOf } from './findings';
import { connect, type LanguageServer, reasonOf } from './language-server';
import { renderMarkdown } from './markdown';
import { samplesOfPage } from './samples';
import { filesOf, fragmentOf } from './share';
import { createTabs } from './tabs';

// The server starts while the page is made.
const worker = new Worker('server.js');
const samples = samplesOfPage();
const found = new Map<string, readonly Diagnostic[]>();
let server: LanguageServer | undefined;

const editor = createEditor(byId('editor', HTMLElement), {
  changed(file) {
    tell('');
    server?.change(file);
    keep();
  },
  async hover(file, position) {
    const hover = await server?.hover(file, position);
    if (!hover?.range || typeof hover.contents !== 'object' || !('value' in hover.contents)) return undefined;
    return { range: hover.range, text: renderMarkdown(hover.contents.value, follow) };
  },
  move: () => void telling(movePort()),
  fix: () => void telling(fixAt(editor.selection())),
  explain: () => void telling(explainPort()),
});

const showTabs = createTabs(byId('tabs', HTMLElement), name => show(name));

// ---- Files

/** What was opened last, to see whether anything was done to it since. */
let opened = '';

/** Puts files in the place of all that there were. */
function open(files: readonly PlaygroundFile[]): void {
  for (const name of editor.names()) server?.close(name);
  found.clear();
  editor.replaceAll(files);
  opened = JSON.stringify(files);
  for (const file of files) server?.open(file);
  changedFiles();
}

function add(wish: string, text: string): void {
  const file = { name: freeName(wish, editor.names()), text };
  editor.add(file);
  server?.open(file);
  changedFiles();
}

function show(name: string, range?: Range): void {
  editor.show(name, range);
  showFindings();
}

/** Follows a link of the server to a file, perhaps to a line of it. */
function follow(uri: string): void {
  const name = nameOf(uri);
  const line = Number(/#L(\d+)/.exec(uri)?.[1] ?? 1) - 1;
  const start = { line, character: 0 };
  if (name !== undefined) show(name, { start, end: start });
}

async function takeFiles(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    if (editor.names().length >= MAX_FILES) return tell(`There may be ${MAX_FILES} files.`);
    if (file.size > MAX_TEXT) tell(`${file.name} is larger than 1 MB.`);
    else add(file.name.replace(/[\\/:*?"<>|#]/g, '-'), await file.text());
  }
}

async function renameFile(): Promise<void> {
  const from = editor.current();
  const others = editor.names().filter(name => name !== from);
  const to = await askName(`Rename ${from}`, from, name => refusalOf(name, others));
  if (to === undefined || to === from) return;
  const text = editor.textOf(from);
  editor.rename(from, to);
  server?.close(from);
  found.delete(from);
  server?.open({ name: to, text });
  changedFiles();
}

function deleteFile(): void {
  const name = editor.current();
  const text = editor.textOf(name);
  editor.remove(name);
  server?.close(name);
  found.delete(name);
  if (editor.names().length === 0) add('compose.yaml', '');
  else changedFiles();
  tell(`${name} is deleted.`, () => add(name, text));
}

// ---- What is found

/** Findings come file by file: they are shown together. */
let isShowing = false;
function showFindings(): void {
  if (isShowing) return;
  isShowing = true;
  requestAnimationFrame(() => {
    isShowing = false;
    const all: readonly FileFindings[] = editor
      .names()
      .map(file => ({ file, diagnostics: [...(found.get(file) ?? [])].sort(byPlace) }));
    showTabs(
      all.map(({ file, diagnostics }) => ({ name: file, problems: diagnostics.filter(isProblem).length })),
      editor.current(),
    );
    if (!server) return;
    const events = {
      show,
      fix(file: string, range: Range) {
        show(file, range);
        void telling(fixAt(range));
      },
    };
    byId('findings', HTMLElement).replaceChildren(...findingItems(all, events));
    const count = byId('count', HTMLElement);
    const text = findingsText(all);
    if (count.textContent !== text) count.textContent = text;
  });
}

const byPlace = ({ range: { start: a } }: Diagnostic, { range: { start: b } }: Diagnostic) =>
  a.line - b.line || a.character - b.character;

/** Of errors and warnings tabs speak, of remarks they do not. */
const isProblem = (diagnostic: Diagnostic) => severityOf(diagnostic) <= 2;

// ---- What is changed

async function fixAt(range: Range): Promise<void> {
  tell('');
  const file = editor.current();
  const actions = (await server?.actions(file, range)) ?? [];
  const action = await choose(
    'Quick fixes',
    actions.map(value => ({ title: value.title, value })),
  );
  if (action && server) await carryOut(server, action);
  editor.focus();
}

/** Carries an action out; what it changes out of sight, or asks about, is shown before. */
async function carryOut(running: LanguageServer, { title, edit, command }: CodeAction): Promise<void> {
  if (edit) {
    const change = changeOf(edit);
    const isInSight = change.places.every(
      ({ file, question }) => file === editor.current() && question === undefined,
    );
    const places = isInSight ? change.places : await confirmChange(title, change, editor.textOf);
    if (places) make({ ...change, places });
  }
  if (command) await running.run(command.command, command.arguments ?? []);
}

/** What a hover tells, in a dialog. */
async function explainPort(): Promise<void> {
  tell('');
  const hover = await server?.hover(editor.current(), editor.selection().start);
  if (!hover || typeof hover.contents !== 'object' || !('value' in hover.contents))
    return tell('Put the cursor on a port to learn what it is.');
  const { value } = hover.contents;
  const link = await ask<string>('What this port is', close => {
    const text = renderMarkdown(value, close);
    return [text, bottom(button('Close', () => closeAround(text)))];
  });
  if (link === undefined) editor.focus();
  else follow(link);
}

async function movePort(): Promise<void> {
  tell('');
  const file = editor.current();
  const { start } = editor.selection();
  const port = await server?.movable(file, start);
  if (!server || !port) return tell('Put the cursor on a port that is to be moved.');
  const running = server;
  const look = async (to: string): Promise<Change> => {
    const edit = await running.move(file, start, to);
    return edit ? changeOf(edit) : { places: [], created: [] };
  };
  const places = await askMove(port.placeholder, look, editor.textOf);
  if (places) make({ places, created: [] });
  editor.focus();
}

/** Makes a change: first the files that it needs. */
function make({ created, places }: Change): void {
  for (const name of created) if (!editor.names().includes(name)) add(name, '');
  editor.edit(places);
  changedFiles();
}

function apply(edit: WorkspaceEdit): boolean {
  const change = changeOf(edit);
  const known = [...editor.names(), ...change.created];
  if (!change.places.every(({ file }: Place) => known.includes(file))) return false;
  make(change);
  return true;
}

// ---- What is kept and shared

/** Under this name the tab of the browser keeps the files, until it is closed. */
const KEPT = 'portolan.files';

let keeping = 0;
function keep(): void {
  clearTimeout(keeping);
  keeping = window.setTimeout(async () => {
    // A browser that keeps nothing is one.
    await fragmentOf(editor.files()).then(
      files => sessionStorage.setItem(KEPT, JSON.stringify([location.hash, files])),
      () => undefined,
    );
  }, 500);
}

/** The files of the address; where it is the one of before, with what was done to them since. */
async function filesOfPage(): Promise<readonly PlaygroundFile[] | undefined> {
  try {
    const [from, files]: unknown[] = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    if (from === location.hash && typeof files === 'string') return await filesOf(files);
  } catch {
    // Nothing is kept.
  }
  const files = await filesOf(location.hash);
  if (!files && location.hash.startsWith('#files='))
    tell('The address holds no files: it may have been cut off.');
  return files;
}

/** So long an address is still taken by everything that it is pasted into, or nearly. */
const LONG_ADDRESS = 8000;

async function share(): Promise<void> {
  const fragment = await fragmentOf(editor.files());
  history.replaceState(null, '', fragment);
  keep();
  const length = location.href.length;
  const note =
    length > LONG_ADDRESS
      ? ` It has ${length.toLocaleString('en')} letters: not everything takes so long an address.`
      : '';
  await navigator.clipboard.writeText(location.href).then(
    () => tell(`The address of this page now holds the files, and is copied.${note}`),
    () => tell(`The address of this page now holds the files: copy it.${note}`),
  );
}

// ---- What is told

/** Tells something, perhaps with a way to take it back. */
function tell(message: string, undo?: () => void): void {
  const told = byId('told', HTMLElement);
  told.textContent = message;
  if (!undo) return;
  const back = button('Undo', () => {
    told.textContent = '';
    undo();
  });
  told.append(' ', back);
}

/** What goes wrong is told, with the server's own reasons. */
async function telling(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => tell(reasonOf(error)));
}

function changedFiles(): void {
  showFindings();
  keep();
}

// ---- The start

function listen(): void {
  const sample = byId('sample', HTMLSelectElement);
  sample.append(
    new Option('None', ''),
    ...samples.map(({ title }, index) => new Option(title, String(index))),
  );
  sample.addEventListener('change', () => {
    const chosen = samples[Number(sample.value || Number.NaN)];
    if (!chosen) return;
    history.replaceState(null, '', location.pathname + location.search);
    const before = editor.files();
    const isTouched = JSON.stringify(before) !== opened;
    open(chosen.files);
    if (isTouched) tell('The sample took the place of your files.', () => open(before));
    else tell('');
  });
  const onClick = (id: string, act: () => void) => byId(id, HTMLButtonElement).addEventListener('click', act);
  onClick('share', () => void telling(share()));
  onClick('add', () => void telling(newFile()));
  onClick('rename', () => void telling(renameFile()));
  onClick('delete', deleteFile);
  onClick('fix', () => void telling(fixAt(editor.selection())));
  onClick('explain', () => void telling(explainPort()));
  onClick('move', () => void telling(movePort()));
  const upload = byId('upload-files', HTMLInputElement);
  onClick('upload', () => upload.click());
  upload.addEventListener('change', () => void telling(takeFiles(upload.files ?? [])));
  // Before the editor takes them for text.
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  window.addEventListener('dragover', event => hasFiles(event) && event.preventDefault(), true);
  window.addEventListener(
    'drop',
    event => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.stopPropagation();
      void telling(takeFiles(event.dataTransfer?.files ?? []));
    },
    true,
  );
  window.addEventListener('paste', event => {
    const files = event.clipboardData?.files ?? [];
    if (files.length > 0) void telling(takeFiles(files));
  });
  window.addEventListener('hashchange', () => void openAddress());
}

async function newFile(): Promise<void> {
  const name = await askName('New file', freeName('compose.yaml', editor.names()), wanted =>
    refusalOf(wanted, editor.names()),
  );
  if (name === undefined) return;
  add(name, '');
  editor.focus();
}

async function openAddress(): Promise<void> {
  const files = await filesOfPage();
  byId('sample', HTMLSelectElement).value = files ? '' : '0';
  open(files ?? samples[0]?.files ?? []);
}

/** Starts the talk with the server in the worker, which has begun to load before. */
async function start(): Promise<void> {
  const connection = createProtocolConnection(
    new BrowserMessageReader(worker),
    new BrowserMessageWriter(worker),
  );
  let draw: (() => Promise<void>) | undefined;
  server = await connect(connection, {
    files: editor.files,
    found(file, diagnostics) {
      found.set(file, diagnostics);
      editor.mark(file, diagnostics);
      showFindings();
      // How long the first one took: measured by the tests.
      if (diagnostics.length > 0 && performance.getEntriesByName(FIRST).length === 0)
        requestAnimationFrame(() => performance.mark(FIRST));
    },
    portsChanged: () => void draw?.().catch((error: unknown) => tell(reasonOf(error))),
    apply,
    tell,
  });
  draw = createChart(server, ({ uri, range }) => show(nameOf(uri) ?? editor.current(), range));
  await draw();
}

const FIRST = 'first-finding';

worker.addEventListener('error', () => tell('The server of this page did not start: reload the page.'));
listen();
void telling(openAddress().then(start));
