/** Container ports on which common software serves pages or an HTTP interface that a browser can show. */
const HTTP_PORTS: ReadonlySet<number> = new Set([
  80, 81, 1313, 1337, 1880, 2368, 3000, 3001, 3030, 4000, 4173, 4200, 4321, 5000, 5080, 5173, 5341, 5540,
  5601, 5678, 5984, 6006, 6333, 7474, 7700, 7860, 8000, 8001, 8008, 8025, 8065, 8069, 8080, 8081, 8082, 8083,
  8084, 8085, 8086, 8088, 8089, 8090, 8096, 8123, 8161, 8200, 8222, 8384, 8500, 8501, 8787, 8888, 8983, 9000,
  9001, 9090, 9091, 9093, 9200, 9411, 11434, 15672, 16686, 19999, 32400, 54323,
]);

const HTTPS_PORTS: ReadonlySet<number> = new Set([443, 8443, 9443]);

/** How a browser would reach what customarily listens on a container's tcp port; undefined where it would not. */
export function webSchemeOf(port: number): 'http' | 'https' | undefined {
  if (HTTPS_PORTS.has(port)) return 'https';
  return HTTP_PORTS.has(port) ? 'http' : undefined;
}
