# SYNTAX TEST "source.dockerfile" "No directives"
EXPOSE 80
#      ^^ constant.numeric.port.portolan
# escape=`
RUN dir `
EXPOSE 81
#      ^^ constant.numeric.port.portolan
