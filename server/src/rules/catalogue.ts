import { serviceOnLocalhost, unknownKey } from './actions/services';
import { apacheListens } from './apache/listens';
import { apachePorts } from './apache/ports';
import { blockedPort } from './blocked-port';
import { caddyPorts } from './caddy/ports';
import { caddySites } from './caddy/sites';
import { claimedTwice, outOfNodes } from './claims';
import { urlUnreached } from './commands/unreached';
import { unknownEntryPoint } from './compose/entry-points';
import { ignoredPort } from './compose/ignored-port';
import { unquotedPort } from './compose/unquoted-port';
import { forwardedNowhere, forwardedTwice } from './devcontainer/forwarded';
import { unexposedTarget } from './dockerfile/unexposed-target';
import { envoyListeners, envoyPorts } from './envoy/listeners';
import { ephemeralPort } from './ephemeral-port';
import type { RuleId } from './finding';
import { haproxyAddresses, haproxyBinds } from './haproxy/binds';
import { invalidPort } from './invalid-port';
import { halfTemplated } from './kubernetes/templates';
import { nginxListens } from './nginx/listens';
import { nginxPorts } from './nginx/ports';
import { portConflict } from './port-conflict';
import { portInUse } from './port-in-use';
import { privilegedPort } from './privileged-port';
import { socketAddresses, socketsTwice } from './quadlet/sockets';
import type { Rule } from './rule';
import { sharedPort } from './shared-port';
import { unknownPort } from './unknown-port';
import { unreachablePort } from './unreachable-port';
import { writtenTwice } from './written-twice';

const PAGES = 'https://github.com/portolan/portolan/blob/main/docs/rules';

type Listed = Rule & { readonly documentation: string };

/** What a part of a rule may judge that has a file of its own. */
type Part = Partial<Pick<Rule, 'judgeUnit' | 'judgeProject' | 'judgeDocument'>>;

/** A rule in several files, as one. */
function joined(rule: Rule, ...parts: readonly Part[]): Rule {
  const all = [rule, ...parts];
  return {
    ...rule,
    judgeUnit: (...asked) => all.flatMap(({ judgeUnit }) => judgeUnit?.(...asked) ?? []),
    judgeProject: (...asked) => all.flatMap(({ judgeProject }) => judgeProject?.(...asked) ?? []),
    judgeDocument: (...asked) => all.flatMap(({ judgeDocument }) => judgeDocument?.(...asked) ?? []),
  };
}

function list(id: RuleId, rule: Rule): Listed {
  return { ...rule, documentation: `${PAGES}/${id}.md` };
}

/** Every rule by its id. */
export const RULES: Readonly<Record<RuleId, Listed>> = {
  'privileged-port': list('privileged-port', privilegedPort),
  'port-conflict': list(
    'port-conflict',
    joined(
      portConflict,
      claimedTwice,
      writtenTwice,
      nginxListens,
      caddySites,
      apacheListens,
      forwardedTwice,
      socketsTwice,
      haproxyBinds,
      envoyListeners,
    ),
  ),
  'invalid-port': list(
    'invalid-port',
    joined(
      invalidPort,
      outOfNodes,
      nginxPorts,
      caddyPorts,
      apachePorts,
      socketAddresses,
      haproxyAddresses,
      envoyPorts,
    ),
  ),
  'unknown-port': list(
    'unknown-port',
    joined(
      unknownPort,
      forwardedNowhere,
      halfTemplated,
      unknownKey,
      serviceOnLocalhost,
      urlUnreached,
      unknownEntryPoint,
    ),
  ),
  'unreachable-port': list('unreachable-port', unreachablePort),
  'unquoted-port': list('unquoted-port', unquotedPort),
  'ignored-port': list('ignored-port', ignoredPort),
  'ephemeral-port': list('ephemeral-port', ephemeralPort),
  'blocked-port': list('blocked-port', blockedPort),
  'unexposed-target': list('unexposed-target', unexposedTarget),
  'shared-port': list('shared-port', sharedPort),
  'port-in-use': list('port-in-use', portInUse),
  // Found by `judge.ts`, once all the others have spoken.
  'unused-ignore': list('unused-ignore', { severity: 'hint', summary: 'A silence that silences nothing.' }),
};
