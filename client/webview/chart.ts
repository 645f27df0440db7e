// The page of the chart: shows the picture that the extension sends, and tells it what was chosen there.
import { createPicture } from './picture';

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

/** The style of the picture: the page's policy lets it count by its nonce. */
const style = document.createElement('style');
style.nonce = chart?.dataset.nonce ?? '';
document.head.append(style);

const show =
  chart &&
  createPicture(chart, {
    setStyle(css) {
      style.textContent = css;
    },
    choose: row => editor.postMessage({ kind: 'reveal', row }),
  });

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (!show || !isDrawing(data)) return;
  offer(data);
  show(data.svg);
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

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return;
  const format = target.closest('[data-format]')?.getAttribute('data-format');
  if (format) editor.postMessage({ kind: 'export', format });
});

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
