# SYNTAX TEST "source.shell" "URLs, also in other files"
# http://localhost:8080/ PORT=80
#                  ^^^^       ^^ - constant.numeric.port.portolan
curl http://localhost:8080/health "http://user:123@api:8081/" 'http://[::1]:8082'
#                     ^^^^                             ^^^^                 ^^^^ constant.numeric.port.portolan
#                                              ^^^                       ^ - constant.numeric.port.portolan
wait http://$HOST:8083/ mongodb://a:27017,b:27018/ http://${HOST:-api}:8084
#                 ^^^^              ^^^^^   ^^^^^                      ^^^^ constant.numeric.port.portolan
PORT=3000 node server.js --port=3001 --at 12:30
#    ^^^^                       ^^^^ constant.numeric.port.portolan
#                                         ^^ ^^ - constant.numeric.port.portolan
echo "${PORT:-3002}" redis:7 16:9
#             ^^^^ constant.numeric.port.portolan
#                          ^ ^^ ^ - constant.numeric.port.portolan
cat <<EOF
http://localhost:8085
#                ^^^^ constant.numeric.port.portolan
EOF
