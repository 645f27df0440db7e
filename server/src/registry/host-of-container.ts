/** What a container calls the machine that it runs on (docs.docker.com, Docker Desktop: networking). */
export const HOST_OF_CONTAINER = 'host.docker.internal';
