# SYNTAX TEST "source.dockerfile" "What is no port keeps the scopes of VS Code's own grammar"
# syntax=docker/dockerfile:1
# <--------------------------- comment.line.number-sign.dockerfile
# check=skip=all
# <--------------- comment.line.number-sign.dockerfile
FROM localhost:5000/node:24 AS build
# <---- keyword.other.special-method.dockerfile
#    ^^^^^^^^^^ - keyword.other.special-method.dockerfile
#                           ^^ keyword.other.special-method.dockerfile
FROM as/as:24 as asset
#    ^^^^^^^^ - keyword.other.special-method.dockerfile
#             ^^ keyword.other.special-method.dockerfile
#                ^^^^^ - keyword.other.special-method.dockerfile
ONBUILD EXPOSE 80
# <------- keyword.control.dockerfile
#       ^^^^^^ keyword.other.special-method.dockerfile
#             ^ - constant.numeric.port.portolan
#              ^^ constant.numeric.port.portolan - keyword.other.special-method.dockerfile
  # A comment
# ^^^^^^^^^^^ comment.line.number-sign.dockerfile
EXPOSE 80 \
# <------ keyword.other.special-method.dockerfile
  # A comment
# ^ punctuation.definition.comment.dockerfile
# ^^^^^^^^^^^ comment.line.number-sign.dockerfile
  81
RUN echo "a\"b \
# <--- keyword.other.special-method.dockerfile
#        ^^ string.quoted.double.dockerfile
#          ^^ string.quoted.double.dockerfile constant.character.escaped.dockerfile
#            ^ string.quoted.double.dockerfile

  c http://localhost:8080/" d
# ^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.dockerfile
#                    ^^^^ constant.numeric.port.portolan
#                        ^^ - constant.numeric.port.portolan
#                           ^ - string.quoted.double.dockerfile
RUN echo 'a\'b \
#        ^^ string.quoted.single.dockerfile
#          ^^ string.quoted.single.dockerfile constant.character.escaped.dockerfile
  c' d
# ^^ string.quoted.single.dockerfile
#    ^ - string.quoted.single.dockerfile
RUN \
  # A comment
# ^^^^^^^^^^^ comment.line.number-sign.dockerfile
  echo \"
#      ^^ constant.character.escaped.dockerfile
RUN <<EOF
RUN
# <--- - keyword.other.special-method.dockerfile
  # A comment
# ^^^^^^^^^^^ comment.line.number-sign.dockerfile
echo "a\"b" 'a\'b' \"
#    ^^ string.quoted.double.dockerfile
#      ^^ string.quoted.double.dockerfile constant.character.escaped.dockerfile
#        ^^ string.quoted.double.dockerfile
#          ^ - string.quoted.double.dockerfile
#           ^^ string.quoted.single.dockerfile
#             ^^ string.quoted.single.dockerfile constant.character.escaped.dockerfile
#               ^^ string.quoted.single.dockerfile
#                  ^^ constant.character.escaped.dockerfile
it's
  it
# ^^ - string.quoted.single.dockerfile
EOF
CMD ["node"]
# <--- keyword.other.special-method.dockerfile
#    ^^^^^^ string.quoted.double.dockerfile
