# SYNTAX TEST "source.dockerfile" "A backtick continues lines where a directive says so"
# syntax=docker/dockerfile:1
#                          ^ - constant.numeric.port.portolan
# escape = `
# <------------ comment.line.number-sign.dockerfile
FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
#                                             ^^^^ - constant.numeric.port.portolan
WORKDIR C:\
EXPOSE 8080 `
# <------ keyword.other.special-method.dockerfile
#      ^^^^ constant.numeric.port.portolan
  8443/tcp `
# ^^^^ constant.numeric.port.portolan
#      ^^^ constant.language.protocol.portolan
  # 8444
#   ^^^^ - constant.numeric.port.portolan
  9000-9010
# ^^^^^^^^^ constant.numeric.port.portolan
# EXPOSE 8445
# <------------- comment.line.number-sign.dockerfile
#        ^^^^ - constant.numeric.port.portolan
EXPOSE 9011
#      ^^^^ constant.numeric.port.portolan
EXPOSED 80
#       ^^ - constant.numeric.port.portolan
RUN dir `
EXPOSE 80
#      ^^ - constant.numeric.port.portolan
RUN echo \
EXPOSE 8081
#      ^^^^ constant.numeric.port.portolan
RUN <<EOF
EXPOSE 80
#      ^^ - constant.numeric.port.portolan
EOF
ONBUILD EXPOSE 8082
# <------- keyword.control.dockerfile
#              ^^^^ constant.numeric.port.portolan
