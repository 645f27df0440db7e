import { displayValue } from './template';

/** Text in at most so many columns, without its middle where it is longer: names that are alike differ at their ends. */
export function shorten(text: string, most: number): string {
  // A character of two units takes a column at least.
  const isLong = text.length > 4 * most;
  const characters = [...(isLong ? text.slice(0, 2 * most) + text.slice(-2 * most) : text)];
  if (columnsOf(characters) <= most) return text;
  // The sign that something is left out takes a column.
  const start = fitting(characters, Math.ceil((most - 1) / 2));
  const end = fitting(characters.toReversed(), most - 1 - columnsOf(start)).toReversed();
  return `${start.join('')}…${end.join('')}`;
}

/** A value as a message shows it: an alias may repeat a long one thousands of times. */
export function shown(value: string): string {
  return shorten(displayValue(value), MAX_SHOWN);
}

/** In columns: a port, an address and a name are shorter. */
const MAX_SHOWN = 100;

function fitting(characters: readonly string[], columns: number): readonly string[] {
  let room = columns;
  const tooMuch = characters.findIndex(character => {
    room -= columnsOf([character]);
    return room < 0;
  });
  return characters.slice(0, tooMuch);
}

/** What East Asian scripts and pictures take is twice what a letter takes. */
function columnsOf(characters: readonly string[]): number {
  return characters.length + characters.filter(one => /[\u1100-\uFFDC\u{1F000}-\u{3FFFF}]/u.test(one)).length;
}
