import { mentionsByBlock } from '../chart/occurrences';
import { placeSpan } from '../formats/reading';
import type { UrlMention } from '../formats/urls';
import { isBlockedByBrowsers } from '../registry/registry';
import type { Rule } from './rule';

const FETCHED = new Set(['http', 'https', 'ws', 'wss']);

/** The Fetch standard, §2.9 "Port blocking". */
export const blockedPort: Rule = {
  severity: 'warning',
  summary: 'A URL on a port that browsers refuse to fetch.',
  judgeDocument(document) {
    return mentionsByBlock(document).flatMap(({ block, mentions }) =>
      mentions.filter(isBlocked).map(mention => ({
        uri: document.uri,
        span: placeSpan(document.reading, block, mention.portSpan),
        message: `Browsers refuse ${mention.scheme} URLs on port ${mention.port}, which the Fetch standard blocks: curl may reach it, a web page cannot.`,
      })),
    );
  },
};

function isBlocked({ scheme, port }: UrlMention): boolean {
  if (port === undefined || scheme === undefined || !FETCHED.has(scheme)) return false;
  return isBlockedByBrowsers(Number(port));
}
