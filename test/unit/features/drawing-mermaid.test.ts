import { expect, test } from 'vitest';
import { drawMermaid } from '../../../server/src/features/drawing-mermaid';
import { conflict, ODD_NAMES, rowOf, tableOf, tablesOf } from './tables';

test('host ports on the left, containers on the right, conflicts marked', async () => {
  const tables = await tablesOf({
    'compose.yaml': `services:
  web:
    image: x
    ports: ["8080:80", "127.0.0.1:5432:5432"]
  api:
    image: x
    ports: ["8080:3000", "53/udp"]
`,
    'b/compose.yaml': 'services:\n  web:\n    image: x\n    ports: ["8000-8010:80"]\n',
  });
  expect(drawMermaid(tables)).toBe(`flowchart LR
  subgraph p0["project"]
    subgraph host0["Host"]
      h0_0["127.0.0.1:5432/tcp"]
      h0_1["8080/tcp"]
      h0_2["8080/tcp"]
      h0_3["any free port"]
    end
    subgraph s0_0["web"]
      c0_0["5432/tcp postgresql"]
      c0_1["80/tcp http"]
    end
    subgraph s0_1["api"]
      c0_2["3000/tcp"]
      c0_3["53/udp domain"]
    end
    h0_0 --> c0_0
    h0_1 --> c0_1
    h0_2 --> c0_2
    h0_3 --> c0_3
  end
  class h0_1,h0_2 conflict
  subgraph p1["b"]
    subgraph host1["Host"]
      h1_0["8000-8010/tcp"]
    end
    subgraph s1_0["web"]
      c1_0["80/tcp http"]
    end
    h1_0 --> c1_0
  end
  classDef conflict stroke:#cf222e,stroke-width:3px
`);
});

test('an empty chart, where nothing is published', () => {
  expect(drawMermaid([])).toBe('flowchart LR\n  classDef conflict stroke:#cf222e,stroke-width:3px\n');
});

test.each(ODD_NAMES)('a service called %j stays between its quotes', name => {
  const chart = drawMermaid([tableOf([rowOf({ unit: name, target: name, findings: [conflict()] })], name)]);
  const plain = drawMermaid([tableOf([rowOf({ findings: [conflict()] })])]);
  const withoutTexts = (text: string) => text.replace(/"[^"\n]*"/g, '""');
  expect(withoutTexts(chart)).toBe(withoutTexts(plain));
  const texts = [...chart.matchAll(/"([^"\n]*)"/g)].map(([, text = '']) => text);
  expect(texts).toHaveLength(5);
  for (const text of texts) expect(text.replace(/#\d+;/g, '')).toMatch(/^[\p{L}\p{N} ./:_-]*$/u);
  // As Mermaid shows it.
  const decoded = (texts[0] ?? '').replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  expect(decoded).toBe(name);
});
