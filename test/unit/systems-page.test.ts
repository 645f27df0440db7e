// docs/systems.md is what the systems say of themselves; `vitest -u` writes it anew.
import { expect, test } from 'vitest';
import { ABOUT } from '../../server/src/systems/all';

const HEAD = `# Systems

What Portolan reads, system by system. *Linked* is also what moves together, with F2 on any of the places. This page is made from the systems themselves (\`about\` in \`server/src/systems/\`).

| system | read | linked with | found wrong | checked against |
|---|---|---|---|---|
`;

test('the page says what the systems say', async () => {
  const rows = ABOUT.map(
    ({ name, reads, links, judges, checked }) =>
      `| ${name} | ${reads} | ${links} | ${judges} | ${checked} |\n`,
  );
  await expect(HEAD + rows.join('')).toMatchFileSnapshot('../../docs/systems.md');
});
