// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Compose writes its variables.
import { expect, test } from 'vitest';
import { occurrencesIn } from '../../../server/src/chart/occurrences';
import { sceneOf } from '../support/scene';

// A move of the digits alone would make another number of all that they are part of.
test.each([
  ['a variable that is a port', 'WEB_PORT=8080\n', '${WEB_PORT}:80', ['variable 8080']],
  ['one that begins ports', 'PORT_PREFIX=80\n', '${PORT_PREFIX}80:80', []],
  ['one that ends ports', 'PORT_PART=81\n', '80${PORT_PART}:80', []],
  ['one that is an end of a range', 'FROM_PORT=8000\n', '${FROM_PORT}-8010:80', ['variable 8000']],
  ['one that another is made of', 'PORT_PART=80\nWEB_PORT=${PORT_PART}80\n', '${WEB_PORT}:80', []],
  ['one that is used by itself and as a part', 'A_PORT=80\n', '${A_PORT}:80", "${A_PORT}80:81', []],
])('%s', async (_name, env, port, expected) => {
  const { workspace, document } = await sceneOf({
    '.env': env,
    'compose.yaml': `services:\n  web:\n    image: x\n    ports: ["${port}"]\n`,
  });
  const found = occurrencesIn(workspace, document('.env')).map(({ role, range }) => `${role} ${range?.from}`);
  expect(found).toEqual(expected);
});
