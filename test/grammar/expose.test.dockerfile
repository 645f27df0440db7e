# SYNTAX TEST "source.dockerfile" "EXPOSE and all that looks like it"
# syntax=docker/dockerfile:1
#                          ^ - constant.numeric.port.portolan
# EXPOSE 80 in a comment, http://localhost:8080/
#        ^^                                ^^^^ - constant.numeric.port.portolan
FROM registry.local:5000/node:24.1 AS build
#                   ^^^^ constant.numeric.port.portolan
#                             ^^ ^ - constant.numeric.port.portolan
FROM localhost:5000/app:12
#              ^^^^ constant.numeric.port.portolan
#                       ^^ - constant.numeric.port.portolan
FROM redis:7
#          ^ - constant.numeric.port.portolan

# Arguments
EXPOSE 80
#      ^^ constant.numeric.port.portolan
EXPOSE 8080 443/tcp 53/udp 9899/sctp 7000-7010/UDP
#      ^^^^ ^^^     ^^     ^^^^      ^^^^^^^^^ constant.numeric.port.portolan
#               ^^^    ^^^      ^^^^           ^^^ constant.language.protocol.portolan
EXPOSE "9090" '9091'
#       ^^^^   ^^^^ constant.numeric.port.portolan
  expose	3000
#        ^^^^ constant.numeric.port.portolan
ONBUILD EXPOSE 8443
#              ^^^^ constant.numeric.port.portolan
EXPOSE 80 # 443
#      ^^ constant.numeric.port.portolan
#           ^^^ - constant.numeric.port.portolan
EXPOSE udp 8444/tcp-6 8445/http
#          ^^^^     ^ ^^^^ constant.numeric.port.portolan
#      ^^^      ^^^ - constant.language.protocol.portolan
EXPOSE 80.5 80a v80 web8 1234567
#      ^^ ^ ^^   ^^    ^ ^^^^^^^ - constant.numeric.port.portolan

# Variables
EXPOSE ${PORT:-8080} ${PORT2-81}/tcp $PORT3 ${PORT4}
#              ^^^^          ^^ constant.numeric.port.portolan
#                                ^^^ constant.language.protocol.portolan
#                          ^              ^       ^ - constant.numeric.port.portolan
EXPOSE ${START:-7000}-${END:-7010}/udp 9000-${END:-9010}
#               ^^^^         ^^^^      ^^^^        ^^^^ constant.numeric.port.portolan
#                                  ^^^ constant.language.protocol.portolan
EXPOSE ${PORT:?set it, 80 say}
#                      ^^ - constant.numeric.port.portolan

# Continued lines
EXPOSE 8000 \
#      ^^^^ constant.numeric.port.portolan
  8001/udp \
# ^^^^ constant.numeric.port.portolan
#      ^^^ constant.language.protocol.portolan
  # 8002 in a comment
#   ^^^^ - constant.numeric.port.portolan

  8003 \  
# ^^^^ constant.numeric.port.portolan
  8004
# ^^^^ constant.numeric.port.portolan
RUN 8005
#   ^^^^ - constant.numeric.port.portolan

# What is no EXPOSE
RUN echo "EXPOSE 80"
#                ^^ - constant.numeric.port.portolan
RUN echo \
  EXPOSE 81 && \
#        ^^ - constant.numeric.port.portolan
  # EXPOSE 82
#          ^^ - constant.numeric.port.portolan

  EXPOSE 83
#        ^^ - constant.numeric.port.portolan
RUN echo "it's \
EXPOSE 84 \
#      ^^ - constant.numeric.port.portolan
"
EXPOSED 85
#       ^^ - constant.numeric.port.portolan
LABEL EXPOSE 86
#            ^^ - constant.numeric.port.portolan
CMD ["EXPOSE 87", "--at", "12:30"]
#            ^^            ^^ ^^ - constant.numeric.port.portolan

# Right after what could be taken for more
RUN echo `date`
EXPOSE 9001
#      ^^^^ constant.numeric.port.portolan
RUN echo \\
EXPOSE 9002
#      ^^^^ constant.numeric.port.portolan
RUN echo don't
EXPOSE 9003
#      ^^^^ constant.numeric.port.portolan
LABEL a="not closed
EXPOSE 9004
#      ^^^^ constant.numeric.port.portolan
RUN echo $((1 << 2)) $((1<<X)) <<< "x"
#           ^    ^      ^ - constant.numeric.port.portolan
RUN echo $((1<<X )) b
#           ^ - constant.numeric.port.portolan
EXPOSE 9005
#      ^^^^ constant.numeric.port.portolan
EXPOSE
EXPOSE 9006
#      ^^^^ constant.numeric.port.portolan

# Heredocs
RUN <<EOF
EXPOSE 80
#      ^^ - constant.numeric.port.portolan
echo it's http://localhost:8080/
#                          ^^^^ constant.numeric.port.portolan
# EXPOSE 81 http://localhost:8080/
#        ^^                  ^^^^ - constant.numeric.port.portolan
  EOF
	EOF
EXPOSE 82
#      ^^ - constant.numeric.port.portolan
EOF
EXPOSE 9010
#      ^^^^ constant.numeric.port.portolan
RUN <<-'EOF' cat
EXPOSE 80
#      ^^ - constant.numeric.port.portolan
	EOF
EXPOSE 9011
#      ^^^^ constant.numeric.port.portolan
ONBUILD RUN cat <<"a.b" > a && \
  echo done
EXPOSE 80
#      ^^ - constant.numeric.port.portolan
a.b
EXPOSE 9012
#      ^^^^ constant.numeric.port.portolan
COPY <<a.txt <<b.txt /etc/
EXPOSE 80
#      ^^ - constant.numeric.port.portolan
a.txt
EXPOSE 81
#      ^^ - constant.numeric.port.portolan
b.txt
EXPOSE 9013
#      ^^^^ constant.numeric.port.portolan

# Elsewhere
ENV PORT=3000 DB_PORT="5432" HTTP_PORT='8080' SUPPORT=1 VERSION=1.2 TIME=12:30
#        ^^^^          ^^^^             ^^^^ constant.numeric.port.portolan
#                                                     ^         ^ ^      ^^ ^^ - constant.numeric.port.portolan
ENV WEB_PORT 8081
#            ^^^^ constant.numeric.port.portolan
ENV WEB_PORT 12:30
#            ^^ ^^ - constant.numeric.port.portolan
ENV REPORT 8081
#          ^^^^ - constant.numeric.port.portolan
ARG METRICS_PORT=9400
#                ^^^^ constant.numeric.port.portolan
CMD ["node", "--port=3000", "${PORT:-3001}"]
#                    ^^^^            ^^^^ constant.numeric.port.portolan
HEALTHCHECK CMD wget -q http://localhost:3000/ || nc -z 127.0.0.1 3001
#                                        ^^^^ constant.numeric.port.portolan
#                                                       ^^^ ^ ^ ^ ^^^^ - constant.numeric.port.portolan
RUN curl http://user:123@[::1]:8080/a:80 mongodb://a:27017,b:27018/
#                              ^^^^                  ^^^^^   ^^^^^ constant.numeric.port.portolan
#                    ^^^    ^         ^^ - constant.numeric.port.portolan
