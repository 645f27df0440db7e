import { slice } from '../../text/source-text';
import type { Document, WrittenPath } from '../reading';

/** The files that `COMPOSE_FILE` names, as Docker Compose separates them. */
export function pathsIn({ reading: { variables = [] } }: Document): readonly WrittenPath[] {
  const valueNamed = (name: string) => variables.findLast(({ key }) => key === name)?.value;
  const text = valueNamed('COMPOSE_FILE');
  if (!text) return [];
  const separator = valueNamed('COMPOSE_PATH_SEPARATOR')?.value || (text.value.includes(';') ? ';' : ':');
  let at = 0;
  return text.value.split(separator).flatMap(path => {
    const start = at;
    at += path.length + separator.length;
    return path === '' ? [] : [{ text: slice(text, start, start + path.length) }];
  });
}
