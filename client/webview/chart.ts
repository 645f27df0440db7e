// The page of the chart: shows the picture that the extension sends, and tells it what was chosen there.

/** What is shown: as in `client/src/chart-panel.ts`. */
interface Choice {
  readonly project?: string;
  readonly filter: { readonly text: string; readonly areConflictsOnly: boolean };
}

interface Drawing {
  readonly svg: string;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly choice: Choice;
}

/** The editor keeps the state for the extension, which fills the page anew after a reload of the window. */
declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  setState(choice: Choice): void;
};

const editor = acquireVsCodeApi();
const chart = document.getElementById('chart');
const project = document.querySelector<HTMLSelectElement>('#project');
const filter = document.querySelector<HTMLInputElement>('#filter');
const conflicts = document.querySelector<HTMLInputElement>('#conflicts');

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!chart || !isDrawing(data)) return;
  offer(data);
  show(chart, data.svg);
});

/** Shows what there is to choose from, and what is chosen; what somebody types now is left alone. */
function offer({ projects, choice }: Drawing): void {
  editor.setState(choice);
  if (!project || !filter || !conflicts) return;
  const all = { id: '', name: project.dataset.all ?? '' };
  project.replaceChildren(...[all, ...projects].map(({ id, name }) => new Option(name, id)));
  project.value = choice.project ?? '';
  project.hidden = projects.length < 2;
  if (document.activeElement === filter) return;
  filter.value = choice.filter.text;
  conflicts.checked = choice.filter.areConflictsOnly;
}

function chosen(): Choice {
  return {
    project: project?.value ?? '',
    filter: { text: filter?.value.trim() ?? '', areConflictsOnly: conflicts?.checked === true },
  };
}

function ask(): void {
  editor.postMessage({ kind: 'choose', choice: chosen() });
}

for (const control of [project, conflicts]) control?.addEventListener('change', ask);
filter?.addEventListener('input', ask);

/** Puts a picture in the place of the one before; who was on a row stays on it. */
function show(chart: HTMLElement, svg: string): void {
  const before = chart.querySelector('[tabindex="0"]');
  const hadFocus = before !== null && before === document.activeElement;
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const picture = document.importNode(documentElement, true);
  for (const style of picture.querySelectorAll('style'))
    style.setAttribute('nonce', chart.dataset.nonce ?? '');
  picture.setAttribute('role', 'group');
  chart.replaceChildren(picture);
  const rows = rowsOf(chart);
  for (const row of rows) {
    row.setAttribute('role', 'button');
    row.setAttribute('tabindex', '-1');
  }
  const current = sameRow(rows, before);
  current?.setAttribute('tabindex', '0');
  if (hadFocus) current?.focus();
}

function rowsOf(chart: HTMLElement): readonly SVGElement[] {
  return [...chart.querySelectorAll('[data-row]')].filter(row => row instanceof SVGElement);
}

/** The row that says the same as one of the picture before, else the one that took its place. */
function sameRow(rows: readonly SVGElement[], before: Element | null): SVGElement | undefined {
  const number = Number(before?.getAttribute('data-row') ?? 0);
  const says = (row: SVGElement | undefined) =>
    row?.getAttribute('aria-label') === before?.getAttribute('aria-label');
  const there = rows[Math.min(number, rows.length - 1)];
  return says(there) ? there : (rows.find(says) ?? there);
}

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  choose(target);
  const format = target.closest('[data-format]')?.getAttribute('data-format');
  if (format) editor.postMessage({ kind: 'export', format });
});

/** The rows are one stop of the Tab key, for there may be thousands; arrows lead from one to the next. */
document.addEventListener('focusin', ({ target }) => {
  if (!(target instanceof Element) || !target.hasAttribute('data-row')) return;
  chart?.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
  target.setAttribute('tabindex', '0');
});

document.addEventListener('keydown', event => {
  const row = document.activeElement?.closest('[data-row]');
  if (!chart || !row || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === 'Enter' || event.key === ' ') choose(row);
  else {
    const rows = rowsOf(chart);
    const next = nextRow(event.key, Number(row.getAttribute('data-row')), rows.length);
    if (next === undefined) return;
    rows[next]?.focus();
  }
  event.preventDefault();
});

/** Which row a key leads to; undefined for keys that lead nowhere. */
function nextRow(key: string, row: number, rows: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(row + 1, rows - 1);
    case 'ArrowUp':
      return Math.max(row - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}

function choose(element: Element): void {
  const row = element.closest('[data-row]')?.getAttribute('data-row');
  if (row) editor.postMessage({ kind: 'reveal', row: Number(row) });
}

function isDrawing(data: unknown): data is Drawing {
  return typeof data === 'object' && data !== null && 'svg' in data && typeof data.svg === 'string';
}

/** The size of the picture's text, in its own units: as in `server/src/features/drawing-svg.ts`. */
const FONT_SIZE = 13;

/** Tells how wide the page is, in units of the picture: that is as large as makes its text that of the page. */
function tellSize(): void {
  const fontSize = Number.parseFloat(getComputedStyle(document.body).fontSize);
  editor.postMessage({ kind: 'size', width: ((chart?.clientWidth ?? 0) * FONT_SIZE) / fontSize });
}

let resized = 0;
window.addEventListener('resize', () => {
  clearTimeout(resized);
  resized = setTimeout(tellSize, 100);
});
tellSize();
