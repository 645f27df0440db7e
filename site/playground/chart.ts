// The chart of the files' ports, drawn by the server.
import type { Location } from 'vscode-languageserver-protocol';
import { createPicture } from '../../client/webview/picture';
import { byId } from './dom';
import type { LanguageServer } from './language-server';

/** The size of the picture's text, in its own units: as in `server/src/features/drawing-svg.ts`. */
const FONT_SIZE = 13;

/** Gives what draws the chart anew; of drawings that overlap the last one counts. */
export function createChart(server: LanguageServer, reveal: (place: Location) => void): () => Promise<void> {
  const chart = byId('chart', HTMLElement);
  const project = byId('project', HTMLSelectElement);
  const style = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  let places: readonly Location[] = [];
  let drawings = 0;

  const show = createPicture(chart, {
    // A sheet that a script makes stands within no page.
    setStyle: css => style.replaceSync(css),
    choose(row) {
      const place = places[row];
      if (place) reveal(place);
    },
  });

  async function draw(): Promise<void> {
    const own = ++drawings;
    const width = (chart.clientWidth * FONT_SIZE) / Number.parseFloat(getComputedStyle(chart).fontSize);
    const drawn = await server.chart({ format: 'svg', project: project.value, width });
    if (own !== drawings) return;
    places = drawn.places;
    const all = { id: '', name: 'All projects' };
    project.replaceChildren(...[all, ...drawn.projects].map(({ id, name }) => new Option(name, id)));
    project.value = drawn.project;
    byId('project-choice', HTMLElement).hidden = drawn.projects.length < 2;
    show(drawn.text);
  }

  project.addEventListener('change', () => void draw());
  let width = chart.clientWidth;
  new ResizeObserver(() => {
    if (chart.clientWidth === width) return;
    width = chart.clientWidth;
    void draw();
  }).observe(chart);
  return draw;
}
