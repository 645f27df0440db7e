import { t } from '@vscode/l10n';
import { type HclBlock, type HclBody, MAX_HCL_DEPTH, readHcl } from '../../text/hcl';
import type { Block } from '../../text/source-text';
import { findUrls } from '../../text/urls';
import { inOneBlock, type Reading } from '../reading';

/** What a file of Terraform says. */
export interface TerraformReading extends Reading {
  readonly format: 'terraform';
  readonly text: string;
  readonly block: Block;
  /** The resources that have ports. */
  readonly resources: readonly HclBlock[];
  /** The bodies of its `locals`. */
  readonly locals: readonly HclBody[];
}

/** Whether a reading is that of a file of Terraform. */
export function isTerraformReading(reading: Reading | undefined): reading is TerraformReading {
  return reading?.format === 'terraform';
}

/** The resources that are read, but for containers of ECS those of AWS and of the provider for Docker. */
const RESOURCES: ReadonlySet<string> = new Set([
  'aws_ecs_task_definition',
  'aws_ecs_service',
  'aws_lb_target_group',
  'aws_alb_target_group',
  'aws_lb_listener',
  'aws_alb_listener',
  'aws_security_group',
  'aws_default_security_group',
  'aws_security_group_rule',
  'aws_vpc_security_group_ingress_rule',
  'aws_vpc_security_group_egress_rule',
  'docker_container',
  'docker_image',
]);

/** So many characters cost what a port does. */
const CHARACTERS_AN_ENTRY = 400;

/** Reads a file of a module: its resources and local values, and the URLs in it. */
export function readTerraform(text: string): TerraformReading {
  const block: Block = { length: text.length };
  const { body, tooDeep } = readHcl(text, block);
  const mentions = findUrls(text);
  const message = t('This file is nested too deeply: Portolan reads {0} levels.', MAX_HCL_DEPTH);
  return {
    format: 'terraform',
    weight: mentions.length + Math.ceil(text.length / CHARACTERS_AN_ENTRY),
    ...inOneBlock(block),
    holdsUnits: true,
    urls: [{ block, mentions }],
    // Terraform says itself what it cannot read.
    troubles: tooDeep ? [{ message, span: tooDeep }] : [],
    text,
    block,
    resources: body.blocks.filter(
      ({ type, labels: [kind] }) => type === 'resource' && RESOURCES.has(kind?.value ?? ''),
    ),
    locals: body.blocks.flatMap(one => (one.type === 'locals' ? [one.body] : [])),
  };
}
