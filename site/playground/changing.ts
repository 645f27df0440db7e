// What an edit would change, shown before it is made.
import { ask, bottom, closeAround } from './dialogs';
import { button, make } from './dom';
import { type Change, type Place, previewOf } from './edits';
import { reasonOf } from './language-server';

type TextOf = (file: string) => string;

/** Shows where a change is made; gives the places that somebody agreed to. */
export function confirmChange(
  title: string,
  change: Change,
  textOf: TextOf,
): Promise<readonly Place[] | undefined> {
  return ask(title, close => {
    const list = placeList(change.places, textOf);
    const apply = button('Apply', () => close(list.chosen()));
    return [
      list.element,
      bottom(
        apply,
        button('Cancel', () => closeAround(list.element)),
      ),
    ];
  });
}

/** How long somebody types before the places are looked up, in milliseconds. */
const PATIENCE = 150;

/**
 * Asks where a port is to be moved, and shows each place that moves with it; `look` gives them for a port, or rejects
 * with the reason why it cannot be there.
 */
export function askMove(
  port: string,
  look: (to: string) => Promise<Change>,
  textOf: TextOf,
): Promise<readonly Place[] | undefined> {
  return ask(`Move ${port}`, close => {
    const input = make('input', { id: 'port', value: port, autocomplete: 'off', spellcheck: 'false' });
    const told = make('p', { role: 'status', class: 'told' });
    const places = make('div');
    const apply = make('button', { type: 'submit' }, 'Move');
    let list: PlaceList | undefined;
    let asked = 0;
    let timer = 0;

    const show = async () => {
      const own = ++asked;
      const to = input.value.trim();
      list = undefined;
      apply.disabled = true;
      if (to === port || to === '') {
        told.textContent =
          'Type another port: the places that move with it are listed before anything changes.';
        places.replaceChildren();
        return;
      }
      const found = await look(to).catch(reasonOf);
      if (own !== asked) return;
      if (typeof found === 'string') {
        told.textContent = found;
        places.replaceChildren();
        return;
      }
      list = placeList(found.places, textOf);
      apply.disabled = found.places.length === 0;
      told.textContent = placesText(found.places);
      places.replaceChildren(list.element);
    };

    input.addEventListener('input', () => {
      apply.disabled = true;
      clearTimeout(timer);
      timer = window.setTimeout(() => void show(), PATIENCE);
    });
    const form = make(
      'form',
      {},
      make('label', { for: 'port' }, 'New port'),
      input,
      told,
      places,
      bottom(
        apply,
        button('Cancel', () => closeAround(form)),
      ),
    );
    form.addEventListener('submit', event => {
      event.preventDefault();
      if (list && !apply.disabled) close(list.chosen());
    });
    queueMicrotask(() => input.select());
    void show();
    return [form];
  });
}

function placesText(places: readonly Place[]): string {
  const files = new Set(places.map(({ file }) => file)).size;
  return `${count(places.length, 'place')} in ${count(files, 'file')} would change:`;
}

interface PlaceList {
  readonly element: HTMLElement;
  chosen(): readonly Place[];
}

/** Each place with its line before and after; what is to be confirmed has a box to tick. */
function placeList(places: readonly Place[], textOf: TextOf): PlaceList {
  const boxes = new Map<Place, HTMLInputElement>();
  const items = places.map((place, index) => {
    const { line, before, old, fresh, after } = previewOf(textOf(place.file), place);
    const where = make('span', { class: 'where' }, `${place.file}:${line}`);
    const text = make('code', {}, before, make('del', {}, old), make('ins', {}, fresh), after);
    if (place.question === undefined) return make('li', {}, where, text);
    const box = make('input', { type: 'checkbox', id: `place-${index}` });
    boxes.set(place, box);
    return make('li', {}, make('label', { for: box.id }, box, place.question), where, text);
  });
  return {
    element: make('ul', { class: 'places', tabindex: '0', 'aria-label': 'Places that change' }, ...items),
    chosen: () => places.filter(place => boxes.get(place)?.checked ?? true),
  };
}

/** `1 place`, `2 places`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
