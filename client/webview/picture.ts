// The picture of a chart in a page: its rows are buttons, and one stop of the Tab key.

export interface PictureOptions {
  /** Sets the style of the picture, as CSS: the policy of a page has none within it. */
  setStyle(css: string): void;
  /** Somebody chose a row. */
  choose(row: number): void;
}

/** Gives what puts a picture, the text of an SVG, in the place of the one before; who was on a row stays on it. */
export function createPicture(
  chart: HTMLElement,
  { setStyle, choose }: PictureOptions,
): (svg: string) => void {
  const chooseIn = (element: Element): void => {
    const row = element.closest('[data-row]')?.getAttribute('data-row');
    if (row) choose(Number(row));
  };

  chart.addEventListener('click', ({ target }) => {
    if (target instanceof Element) chooseIn(target);
  });

  // The rows are one stop of the Tab key, for there may be thousands; arrows lead from one to the next.
  chart.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element) || !target.hasAttribute('data-row')) return;
    chart.querySelector('[tabindex="0"]')?.setAttribute('tabindex', '-1');
    target.setAttribute('tabindex', '0');
  });

  chart.addEventListener('keydown', event => {
    const { target, key, ctrlKey, altKey, metaKey } = event;
    const row = target instanceof Element ? target.closest('[data-row]') : null;
    if (!row || ctrlKey || altKey || metaKey) return;
    if (key === 'Enter' || key === ' ') chooseIn(row);
    else {
      const rows = rowsOf(chart);
      const next = nextRow(key, Number(row.getAttribute('data-row')), rows.length);
      if (next === undefined) return;
      rows[next]?.focus();
    }
    event.preventDefault();
  });

  return svg => {
    const before = chart.querySelector('[tabindex="0"]');
    const hadFocus = before?.matches(':focus') === true;
    const [style = '', css = ''] = /<style>(.*?)<\/style>/s.exec(svg) ?? [];
    setStyle(css);
    const { documentElement } = new DOMParser().parseFromString(svg.replace(style, ''), 'image/svg+xml');
    const picture = document.importNode(documentElement, true);
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
  };
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
