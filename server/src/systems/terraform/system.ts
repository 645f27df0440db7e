import { afterSlashesOrHash } from '../../text/writing';
import { type Format, MAX_TEXT, type System } from '../system';
import { readProjects } from './project';
import { readTerraform } from './reading';

const terraformFormat: Format = {
  id: 'terraform',
  names: /\.tf$/,
  languages: ['terraform'],
  isOfProjects: true,
  sizeLimit: MAX_TEXT / 4,
  read: ({ text }) => readTerraform(text),
  isComment: afterSlashesOrHash,
  comments: ['#', '//', '/*'],
  writingIn: () => undefined,
};

/** Modules of Terraform. */
export const terraform: System = {
  id: 'terraform',
  about: {
    name: 'Terraform',
    reads:
      '`portMappings` of `aws_ecs_task_definition`, as `jsonencode` or JSON; the load balancers of `aws_ecs_service`; ports of `aws_lb_target_group`, `aws_lb_listener`, `aws_security_group` and its rules; `ports` of `docker_container`: as numbers, or by `locals` of the module',
    links: 'services of ECS to their containers; images to Dockerfiles',
    judges:
      'a `hostPort` that is not the `containerPort` with `awsvpc` or the network of the host; a port of a load balancer that its container lacks; containers of Docker on one port',
    checked:
      'the API reference of Amazon ECS, by hand; the language with the parser of HCL 2.14: 32,572 values of 1,909 files',
  },
  formats: [terraformFormat],
  projects: {
    format: terraformFormat.id,
    isFound: uri => terraformFormat.names?.test(uri) === true,
    besides: new Set(),
    readIn: readProjects,
  },
};
