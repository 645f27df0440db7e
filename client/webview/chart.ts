// The page of the chart: shows the picture that the extension sends, and tells it what was chosen there.

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const editor = acquireVsCodeApi();
const chart = document.getElementById('chart');

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (chart && isDrawing(data)) show(chart, data.svg);
});

/** Puts a picture in the place of the one before; who was on a row stays on it. */
function show(chart: HTMLElement, svg: string): void {
  const before = chart.contains(document.activeElement)
    ? document.activeElement?.getAttribute('data-row')
    : null;
  const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const picture = document.importNode(documentElement, true);
  for (const style of picture.querySelectorAll('style'))
    style.setAttribute('nonce', chart.dataset.nonce ?? '');
  for (const row of picture.querySelectorAll('[data-row]')) row.setAttribute('role', 'button');
  picture.setAttribute('role', 'group');
  chart.replaceChildren(picture);
  if (before !== null && before !== undefined) focus(before);
}

function focus(row: string | number): void {
  const found = chart?.querySelector(`[data-row="${row}"]`);
  if (found instanceof SVGElement) found.focus();
}

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  choose(target);
  const format = target.closest('[data-format]')?.getAttribute('data-format');
  if (format) editor.postMessage({ kind: 'export', format });
});

document.addEventListener('keydown', event => {
  const row = document.activeElement?.getAttribute('data-row');
  if (row === null || row === undefined || !document.activeElement) return;
  if (event.key === 'Enter' || event.key === ' ') choose(document.activeElement);
  else if (event.key === 'ArrowDown') focus(Number(row) + 1);
  else if (event.key === 'ArrowUp') focus(Number(row) - 1);
  else return;
  event.preventDefault();
});

function choose(element: Element): void {
  const row = element.closest('[data-row]')?.getAttribute('data-row');
  if (row) editor.postMessage({ kind: 'reveal', row: Number(row) });
}

function isDrawing(data: unknown): data is { readonly svg: string } {
  return typeof data === 'object' && data !== null && 'svg' in data && typeof data.svg === 'string';
}

editor.postMessage({ kind: 'ready' });
