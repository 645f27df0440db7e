import { t } from '@vscode/l10n';
import type { Chart } from '../../chart/chart';
import { type Binding, bindingsOf } from '../../chart/collisions';
import { startedWith } from '../../chart/host-names';
import { onlyPort } from '../../ports/port';
import { isCommandsReading } from '../../systems/commands/reading';
import { type Document, placeSpan } from '../../systems/reading';
import { isPlainPurpose } from '../../text/purpose';
import type { Span } from '../../text/spans';
import { isLoopbackHost } from '../../text/urls';
import { type Judgement, placeOf, type Rule, writeInstead } from '../rule';

/**
 * A page that tells one command and one address of this machine, which is on another port than the command publishes. It
 * may be that of another program: so nothing is said where anything else has to do with the port.
 */
export const urlUnreached: Pick<Rule, 'judgeDocument'> = {
  judgeDocument(document, chart) {
    const { reading, purpose, uri } = document;
    if (!isCommandsReading(reading) || !isPlainPurpose(purpose)) return [];
    const [command, ...others] = reading.commands;
    if (!command || others.length > 0 || command.publishesAll || startedWith(chart, uri).length > 0)
      return [];
    const [binding, ...more] = bindingsByHand(chart, uri);
    const published = binding && more.length === 0 ? onlyPort(binding.range) : undefined;
    if (!binding || published === undefined || binding.protocol !== 'tcp') return [];
    const url = onlyUrl(document);
    if (!url || url.port === published || chart.publishersOf(url.port).length > 0) return [];
    const place = placeOf(chart, uri, binding.text);
    if (!place || url.span.start < place.span.start || isNamedElsewhere(document, url, binding)) return [];
    const judgement: Judgement = {
      uri,
      span: url.span,
      severity: 'hint',
      message: t(
        'The command above publishes {0}, not {1}: is something else reached here?',
        published,
        url.port,
      ),
      related: [{ ...place, message: t('It publishes this.') }],
      remedies: writeInstead({ uri, span: url.span }, [String(published)]),
    };
    return [judgement];
  },
};

/** What the commands of a document publish. */
function bindingsByHand(chart: Chart, uri: string) {
  return chart
    .projectsWith(uri)
    .filter(({ root }) => root.isByHand)
    .flatMap(({ units }) => [...units.values()].flatMap(bindingsOf));
}

interface Address {
  readonly port: number;
  readonly span: Span;
}

/** The one address of this machine that a document names, with its port. */
function onlyUrl({ reading }: Document): Address | undefined {
  const [first, ...others] = reading.urls.flatMap(({ block, mentions }) =>
    mentions.filter(({ host }) => isLoopbackHost(host)).map(mention => ({ block, mention })),
  );
  if (!first || others.length > 0 || !/^https?$/.test(first.mention.scheme ?? '')) return undefined;
  const { port = '', portSpan } = first.mention;
  return /^\d+$/.test(port)
    ? { port: Number(port), span: placeSpan(reading, first.block, portSpan) }
    : undefined;
}

/** Whether the number of an address stands somewhere else in its document, too, but for the container port of the command. */
function isNamedElsewhere({ text }: Document, { port, span }: Address, { mapping }: Binding): boolean {
  const target = mapping.target.text.span.start;
  const digits = String(port);
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    const isWhole = !/\d/.test(text[at - 1] ?? '') && !/\d/.test(text[at + digits.length] ?? '');
    if (at !== span.start && at !== target && isWhole) return true;
  }
  return false;
}
