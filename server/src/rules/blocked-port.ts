import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { oddMentionsByBlock, urlOccurrence } from '../chart/occurrences';
import { type Document, placeSpan } from '../formats/reading';
import type { Block } from '../formats/source-text';
import type { UrlMention } from '../formats/urls';
import { isBlockedByBrowsers } from '../registry/registry';
import type { Rule } from './rule';

const FETCHED = new Set(['http', 'https', 'ws', 'wss']);

/** The Fetch standard, §2.9 "Port blocking". */
export const blockedPort: Rule = {
  severity: 'warning',
  summary: 'A URL on a port that browsers refuse to fetch.',
  judgeDocument(document, chart) {
    return oddMentionsByBlock(document).flatMap(({ block, mentions }) =>
      mentions
        .filter(isBlocked)
        .filter(mention => !isInContainer(chart, document, block, mention))
        .map(mention => ({
          uri: document.uri,
          span: placeSpan(document.reading, block, mention.portSpan),
          message: t(
            'Browsers refuse {0} URLs on port {1}, which the Fetch standard blocks: curl may reach it, a web page cannot.',
            mention.scheme,
            mention.port,
          ),
        })),
    );
  },
};

type Fetched = UrlMention & { readonly scheme: string; readonly port: string };

function isBlocked(mention: UrlMention): mention is Fetched {
  const { scheme, port } = mention;
  if (port === undefined || scheme === undefined || !FETCHED.has(scheme)) return false;
  return isBlockedByBrowsers(Number(port));
}

/** Whether a URL is for a program in the container, as in a health check: no browser opens it there. */
function isInContainer(chart: Chart, document: Document, block: Block, mention: UrlMention): boolean {
  const subject = urlOccurrence(chart, document, block, mention)?.subject;
  return subject?.kind === 'url' && subject.at.side === 'container';
}
