import { describe, expect, it } from 'vitest';
import type { Protocol } from '../../../server/src/ports/protocol';
import { fittingName } from '../../../server/src/registry/fitting-name';

describe('fittingName', () => {
  it.each<[string, string, number, Protocol, string]>([
    // IANA's name, of the image or of the unit.
    ['postgres:16-alpine', 'db', 5432, 'tcp', 'postgresql'],
    ['docker.io/library/redis:7', 'cache', 6379, 'tcp', 'redis'],
    ['acme/shop:1', 'redis', 6379, 'tcp', 'redis'],
    ['localhost:5000/acme/postgres-backup@sha256:0', 'x', 5432, 'tcp', 'postgresql'],
    ['mongo:7', 'db', 27017, 'tcp', 'mongodb'],
    // That of a system port, or one that software agrees with, for an image that serves it.
    ['pihole/pihole', 'dns', 53, 'udp', 'domain'],
    ['gitea/gitea', 'git', 22, 'tcp', 'ssh'],
    ['timescale/timescaledb:latest-pg16', 'db', 5432, 'tcp', 'postgresql'],
    ['nginx', 'web', 80, 'tcp', 'http'],
    // The software's, where several use the port.
    ['grafana/grafana', 'charts', 3000, 'tcp', 'Grafana'],
    ['gitea/gitea', 'git', 3000, 'tcp', 'Gitea'],
    ['mariadb:11', 'db', 3306, 'tcp', 'MariaDB'],
    ['hashicorp/vault', 'secrets', 8200, 'tcp', 'Vault API'],
    ['grafana/alloy', 'agent', 12345, 'tcp', 'Grafana Alloy'],
    ['prom/node-exporter', 'metrics', 9100, 'tcp', 'Prometheus node exporter'],
    ['louislam/uptime-kuma:1', 'status', 3001, 'tcp', 'Uptime Kuma'],
    ['registry:2', 'images', 5000, 'tcp', 'Container registry'],
    ['rabbitmq:4-management', 'queue', 15672, 'tcp', 'RabbitMQ management'],
    ['elasticsearch:9.0.0', 'search', 9200, 'tcp', 'Elasticsearch HTTP'],
    ['jaegertracing/all-in-one', 'traces', 16686, 'tcp', 'Jaeger UI'],
    ['node:22', 'app', 9229, 'tcp', 'Node.js inspector'],
    ['nodered/node-red', 'flows', 1880, 'tcp', 'Node-RED'],
  ])('%s as %s on %i/%s is %s', (image, name, port, protocol, expected) => {
    expect(fittingName(port, protocol, { image, names: [name] })).toBe(expected);
  });

  it.each<[string, string, number, Protocol]>([
    ['lscr.io/linuxserver/duplicati', 'duplicati', 8200, 'tcp'],
    ['dovecot/dovecot', 'mail', 12345, 'tcp'],
    ['acme/shop', 'api', 8200, 'tcp'],
    ['acme/shop', 'db', 5432, 'tcp'],
    ['acme/shop', 'web-server', 80, 'tcp'],
    ['nginx', 'web', 81, 'tcp'],
    ['mongo', 'db', 8081, 'tcp'],
    ['postgres', 'db', 3000, 'tcp'],
    ['prom/prometheus', 'metrics', 9100, 'tcp'],
    ['python:3.13', 'app', 8000, 'tcp'],
    ['node:22', 'node', 9100, 'tcp'],
    ['emqx', 'broker', 1883, 'tcp'],
    ['grafana/grafana', 'grafana', 3000, 'udp'],
    ['grafana/grafana', 'grafana', 4, 'tcp'],
    ['constructor', '', 80, 'tcp'],
  ])('%s as %s says nothing of %i/%s', (image, name, port, protocol) => {
    expect(fittingName(port, protocol, { image, names: [name] })).toBeUndefined();
  });

  it('asks for no image', () => {
    expect(fittingName(6379, 'tcp', { names: ['redis'] })).toBe('redis');
    expect(fittingName(6379, 'tcp', { names: [] })).toBeUndefined();
  });
});
