# SYNTAX TEST "source.dockerfile" "A file as people write them"
# syntax=docker/dockerfile:1.20
#                          ^ ^^ - constant.numeric.port.portolan

ARG NODE_VERSION=24.1
#                ^^ ^ - constant.numeric.port.portolan
FROM --platform=$BUILDPLATFORM node:${NODE_VERSION}-alpine AS build
WORKDIR /app
COPY --chown=1000:1000 package*.json ./
#            ^^^^ ^^^^ - constant.numeric.port.portolan
RUN --mount=type=cache,target=/root/.npm npm ci --fetch-timeout=60000
#                                                               ^^^^^ - constant.numeric.port.portolan
COPY . .
RUN npm run build -- --date="2026-01-31T12:30:00Z"
#                            ^^^^ ^^ ^^ ^^ ^^ ^^ - constant.numeric.port.portolan

FROM nginx:1.29
#          ^ ^^ - constant.numeric.port.portolan
LABEL org.opencontainers.image.version="1.2.3" ratio="16:9"
#                                       ^ ^ ^         ^^ ^ - constant.numeric.port.portolan
COPY --from=build /app/dist /usr/share/nginx/html
COPY <<EOF /etc/nginx/conf.d/default.conf
server {
  listen 8080;
#        ^^^^ - constant.numeric.port.portolan
  location /api { proxy_pass http://api:3000/; }
#                                       ^^^^ constant.numeric.port.portolan
}
EOF
ENV API_URL=http://api:3000/v1 PORT=8080
#                      ^^^^         ^^^^ constant.numeric.port.portolan
#                            ^ - constant.numeric.port.portolan
USER 101:101
#    ^^^ ^^^ - constant.numeric.port.portolan
# The admin pages are on 8081.
#                        ^^^^ - constant.numeric.port.portolan
EXPOSE 8080/tcp \
#      ^^^^ constant.numeric.port.portolan
#           ^^^ constant.language.protocol.portolan
       ${ADMIN_PORT:-8081}
#                    ^^^^ constant.numeric.port.portolan
HEALTHCHECK --interval=30s --timeout=3s --retries=3 \
#                      ^^            ^            ^ - constant.numeric.port.portolan
  CMD wget -q --spider http://127.0.0.1:8080/health || exit 1
#                                       ^^^^ constant.numeric.port.portolan
#                             ^^^ ^ ^ ^                     ^ - constant.numeric.port.portolan
CMD ["nginx", "-g", "daemon off;"]
