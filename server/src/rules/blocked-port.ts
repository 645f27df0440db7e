import { mentionsIn } from '../chart/occurrences';
import { placeSpan } from '../formats/reading';
import { isBlockedByBrowsers } from '../registry/registry';
import type { Rule } from './rule';

const FETCHED = new Set(['http', 'https', 'ws', 'wss']);

/** The Fetch standard, §2.9 "Port blocking". */
export const blockedPort: Rule = {
  severity: 'warning',
  summary: 'A URL on a port that browsers refuse to fetch.',
  judgeDocument(document) {
    return mentionsIn(document).flatMap(({ block, mention }) => {
      const port =
        mention.port !== undefined && /^\d{1,5}$/.test(mention.port) ? Number(mention.port) : undefined;
      if (port === undefined || !FETCHED.has(mention.scheme ?? '') || !isBlockedByBrowsers(port)) return [];
      return [
        {
          uri: document.uri,
          span: placeSpan(document.reading, block, mention.portSpan),
          message: `Browsers refuse ${mention.scheme} URLs on port ${port}, which the Fetch standard blocks: curl may reach it, a web page cannot.`,
        },
      ];
    });
  },
};
