import { t } from '@vscode/l10n';
import type { Chart } from '../chart/chart';
import { oddMentionsByBlock, urlOccurrence } from '../chart/occurrences';
import { isBlockedByBrowsers } from '../registry/registry';
import { type Document, placeSpan } from '../systems/reading';
import type { Block } from '../text/source-text';
import { isLoopbackHost, type UrlMention } from '../text/urls';
import type { Rule } from './rule';

const FETCHED = new Set(['http', 'https', 'ws', 'wss']);

/** The Fetch standard, §2.9 "Port blocking". */
export const blockedPort: Rule = {
  severity: 'warning',
  summary: 'A URL of this machine on a port that browsers refuse to fetch.',
  judgeDocument(document, chart) {
    if (document.purpose !== 'configuration') return [];
    return oddMentionsByBlock(document).flatMap(({ block, mentions }) =>
      mentions
        .filter(isBlocked)
        .filter(mention => !isInContainer(chart, document, block, mention))
        .map(mention => ({
          uri: document.uri,
          span: placeSpan(document.reading, block, mention.portSpan),
          message: t(
            'Browsers refuse port {0}, which the Fetch standard blocks: no web page can open it.',
            mention.port,
          ),
        })),
    );
  },
};

/** Nothing listens there (tcpmux and discard, RFC 1078 and 863): whoever writes them wants to reach nothing. */
const NOWHERE = new Set(['1', '9']);

type Fetched = UrlMention & { readonly scheme: string; readonly port: string };

function isBlocked(mention: UrlMention): mention is Fetched {
  const { scheme, host, port } = mention;
  if (port === undefined || scheme === undefined || !FETCHED.has(scheme)) return false;
  // Who serves elsewhere knows.
  if (!isLoopbackHost(host) || NOWHERE.has(port)) return false;
  return isBlockedByBrowsers(Number(port));
}

/** Whether a URL is for a program in the container, as in a health check: no browser opens it there. */
function isInContainer(chart: Chart, document: Document, block: Block, mention: UrlMention): boolean {
  const subject = urlOccurrence(chart, document, block, mention)?.subject;
  return subject?.kind === 'url' && subject.at.side === 'container';
}
