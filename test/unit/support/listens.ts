import { formatRange } from '../../../server/src/ports/port';
import type { Listen } from '../../../server/src/systems/reading';

/** Each port that a text listens on, as written and as read: `80 80/tcp at 127.0.0.1 example.org`. */
export function shownListens(text: string, listens: readonly Listen[] = []): readonly string[] {
  return listens.map(({ port, protocol, address, name }) => {
    const { start, end } = port.text.span;
    const range = port.range ? formatRange(port.range) : '?';
    return [`${text.slice(start, end)} ${range}/${protocol}`, address && `at ${address}`, name]
      .filter(Boolean)
      .join(' ');
  });
}
