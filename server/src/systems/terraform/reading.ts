import { attributeOf, type HclBlock, type HclBody, readHcl } from '../../text/hcl';
import { tooDeepJson } from '../../text/json';
import type { Block } from '../../text/source-text';
import { readingOfHcl } from '../hcl';
import { limitsIn, type Reading } from '../reading';
import { CONTAINERS, isTooDeep } from './values';

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

/** Reads a file of a module: its resources and local values, and the URLs in it. */
export function readTerraform(text: string): TerraformReading {
  const block: Block = { length: text.length };
  const { body, tooDeep } = readHcl(text, block);
  const reading = readingOfHcl(text, block, tooDeep);
  const resources = body.blocks.filter(
    ({ type, labels: [kind] }) => type === 'resource' && RESOURCES.has(kind?.value ?? ''),
  );
  const isDeepWithin = resources.some(one => isTooDeep(attributeOf(one.body, CONTAINERS), text));
  return {
    format: 'terraform',
    ...reading,
    troubles: [...reading.troubles, ...limitsIn(text, isDeepWithin ? [tooDeepJson()] : [])],
    text,
    block,
    resources,
    locals: body.blocks.flatMap(one => (one.type === 'locals' ? [one.body] : [])),
  };
}
